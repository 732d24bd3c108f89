"""Learning records in the graph."""

from app.domain.learning_records import service

queries = {
    "learning_record": service.get_learning_record,
    "learning_records": service.list_learning_records,
}
mutations = [service.record_statements]
