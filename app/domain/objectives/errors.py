"""How objectives refuse."""

from app.domain.errors import Conflict, Invalid


class ObjectiveNotActive(Conflict):
    """This objective was achieved or released already. Reopen it to change it."""

    code = "objective_not_active"


class ObjectiveStillActive(Conflict):
    """This objective is active: there is nothing to reopen."""

    code = "objective_still_active"


class ObjectiveExternalIdTaken(Conflict):
    """Another objective has this `externalId`."""

    code = "objective_external_id_taken"
    constraint = "objective_tenant_id_external_id_uq"


class ObjectiveEndsBeforeItStarts(Invalid):
    """The period of an objective ends on the day it starts, or later."""

    code = "objective_ends_before_it_starts"
    constraint = "objective_period_ck"


class ObjectiveOwnerUnknown(Invalid):
    """There is no person with this `ownerId`."""

    code = "objective_owner_unknown"
    constraint = "objective_tenant_id_owner_id_fk"


class ObjectiveParentUnknown(Invalid):
    """There is no objective with this `parentId`."""

    code = "objective_parent_unknown"
    constraint = "objective_tenant_id_parent_id_fk"


class ObjectivePartOfItself(Invalid):
    """An objective cannot be part of itself, directly or through others."""

    code = "objective_part_of_itself"
    constraint = "objective_own_parent_ck"


class ObjectiveTooDeep(Invalid):
    """Objectives can be parts of each other on at most 20 levels."""

    code = "objective_too_deep"
