"""How gaps refuse."""

from app.domain.errors import Invalid


class GapRoleUnknown(Invalid):
    """There is no published role profile with this `roleProfileId`."""

    code = "gap_role_unknown"


class GapNotThere(Invalid):
    """The role does not require this competency, or the person has it already."""

    code = "gap_not_there"
