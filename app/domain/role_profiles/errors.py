"""How role profiles refuse."""

from app.domain.errors import Conflict, Invalid


class RoleCodeTaken(Conflict):
    """Another role profile has this `code`."""

    code = "role_code_taken"
    constraint = "role_profile_tenant_id_code_uq"


class RoleRetired(Conflict):
    """This role profile was retired."""

    code = "role_retired"


class RoleUnchanged(Conflict):
    """This role profile says what its last version says: there is nothing to publish."""

    code = "role_unchanged"


class RoleHeld(Conflict):
    """Somebody has this role today or will have it. Say `evenIfHeld` to retire it all the same."""

    code = "role_held"


class RoleFrameworkUnknown(Invalid):
    """There is no competency framework with this `frameworkId`."""

    code = "role_framework_unknown"
    constraint = "role_profile_tenant_id_framework_id_fk"


class RoleCompetencyUnknown(Invalid):
    """The framework of the role has no such competency, or has retired it."""

    code = "role_competency_unknown"


class RoleCompetencyTwice(Invalid):
    """A role requires a competency once."""

    code = "role_competency_twice"


class RoleLevelUnknown(Invalid):
    """A requirement names a level of the framework's scale; none where there is no scale."""

    code = "role_level_unknown"


class RoleWordUnknown(Invalid):
    """A role has a track (`expert` or `leadership`) and a rank from 0 to 10,000; a pathway is a
    `promotion`, `lateral` or an `entry`.
    """

    code = "role_word_unknown"


class DeclaredRolesRefused(Invalid):
    """These roles cannot be taken over. `errors` lists what is wrong, and where."""

    code = "declared_roles_refused"


class RoleElsewhere(Invalid):
    """A role of another framework has this code."""

    code = "role_elsewhere"


class PathwayRoleUnknown(Invalid):
    """There is no such role profile, or it was retired."""

    code = "pathway_role_unknown"


class PathwayToItself(Invalid):
    """A pathway leads to another role than it begins at; one without a beginning is an entry."""

    code = "pathway_to_itself"
    constraint = "pathway_two_roles_ck"


class PathwayTaken(Conflict):
    """There is such a pathway already."""

    code = "pathway_taken"
    constraint = "pathway_active_uq"


class PathwayRetired(Conflict):
    """This pathway was retired."""

    code = "pathway_retired"


class AssigneeUnknown(Invalid):
    """There is no person with this `personId`."""

    code = "assignee_unknown"
    constraint = "role_assignment_tenant_id_person_id_fk"


class AssignedRoleUnknown(Invalid):
    """There is no published role profile with this `roleProfileId`."""

    code = "assigned_role_unknown"


class RolesOverlap(Conflict):
    """A person has one role on a day."""

    code = "roles_overlap"
    constraint = "role_assignment_one_role_ex"


class AssignmentEndsBefore(Invalid):
    """Nobody stops having a role before the first day they have it."""

    code = "assignment_ends_before"
    constraint = "role_assignment_order_ck"


class AssignmentOver(Conflict):
    """That was the person's role until a day that has passed."""

    code = "assignment_over"
