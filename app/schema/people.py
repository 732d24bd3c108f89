"""People in the graph."""

from app.domain.people import service

queries = {
    "me": service.get_me,
    "person": service.get_person,
    "people": service.list_people,
}
mutations = [service.upsert_people, service.upsert_person]
