"""How learning records refuse."""

from app.domain.errors import Conflict, Invalid


class StatementInvalid(Invalid):
    """A statement breaks a rule of xAPI. `errors` says which one, and where. None was recorded."""

    code = "statement_invalid"


class StatementConflict(Conflict):
    """There is another statement with this id already, which says something else. None was
    recorded.
    """

    code = "statement_conflict"
