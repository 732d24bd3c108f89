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
    constraint = "relationship_no_cycle"


class TooManyLevels(Invalid):
    """Following the managers upwards takes a hundred steps or more: whether that leads back to
    where it began is not looked for any further.
    """

    code = "too_many_levels"
    constraint = "relationship_levels"


class ManagersOverlap(Conflict):
    """A person has one manager at a time."""

    code = "managers_overlap"
    constraint = "relationship_one_manager_ex"


class RelationshipsOverlap(Conflict):
    """These two stand in this relation already on some of these days."""

    code = "relationships_overlap"
    constraint = "relationship_once_ex"


class RelationshipOver(Conflict):
    """This relation is over already."""

    code = "relationship_over"


class PeopleUnknown(Invalid):
    """There is no such person here."""

    code = "people_unknown"


class PersonGone(Conflict):
    """Who left the organisation stands in no relation after that day."""

    code = "person_gone"


class RelatedToThemselves(Invalid):
    """A relation is between two people."""

    code = "related_to_themselves"
    constraint = "relationship_two_people_ck"


class EndsBeforeItStarts(Invalid):
    """A relation ends after its first day."""

    code = "ends_before_it_starts"
    constraint = "relationship_order_ck"


class CoverIncomplete(Invalid):
    """A cover has a reason, and ends at most 92 days after it starts."""

    code = "cover_incomplete"
    constraint = "relationship_cover_ck"


class MovedTwice(Invalid):
    """A person is moved once in each kind of relation."""

    code = "moved_twice"


class LeavesLater(Invalid):
    """Somebody has left from today on, or from a day before. Say it when it is so."""

    code = "leaves_later"


class NotSearchable(Invalid):
    """This attribute cannot be searched or sorted by in this way."""

    code = "not_searchable"


class MemberUnknown(Invalid):
    """There is no person with this id to be a member."""

    code = "member_unknown"
