"""How people refuse."""

from app.domain.errors import Conflict, Invalid


class UserNameTaken(Conflict):
    """Another person has this user name."""

    code = "user_name_taken"
    constraint = "person_tenant_id_user_name_uq"


class ExternalIdTaken(Conflict):
    """Another person has this external id."""

    code = "external_id_taken"
    constraint = "person_tenant_id_external_id_uq"


class ManagerUnknown(Invalid):
    """There is no person with this `managerExternalId`, here or in the same request."""

    code = "manager_unknown"


class ReportsToThemselves(Invalid):
    """Following the managers upwards from this person leads back to them."""

    code = "reports_to_themselves"


class ManagersOverlap(Conflict):
    """A person has one manager at a time."""

    code = "managers_overlap"
    constraint = "relationship_one_manager_ex"


class NotSearchable(Invalid):
    """This attribute cannot be searched or sorted by in this way."""

    code = "not_searchable"


class MemberUnknown(Invalid):
    """There is no person with this id to be a member."""

    code = "member_unknown"
