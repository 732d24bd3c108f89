"""People in the graph."""

from app.domain.people import service

queries = {
    "me": service.get_me,
    "person": service.get_person,
    "people": service.list_people,
    "reports": service.list_reports,
    "managers": service.list_managers,
    "working_calendar": service.get_working_calendar,
    "relationship": service.get_relationship,
    "relationships": service.list_relationships,
    "organisation": service.get_organisation,
}
mutations = [
    service.upsert_people,
    service.upsert_person,
    service.change_person_status,
    service.set_working_calendar,
    service.start_relationship,
    service.end_relationship,
    service.reorganise,
    service.change_organisation,
]
