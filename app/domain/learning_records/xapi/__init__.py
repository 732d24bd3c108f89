"""Reading statements of xAPI 1.0.3 and 2.0: what they may hold, and what there is to know of them.

Nothing here knows of people, milestones or a database.
"""

from app.domain.learning_records.xapi.reading import Statement, read_statements

__all__ = ["Statement", "read_statements"]
