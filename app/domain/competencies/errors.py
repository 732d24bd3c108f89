"""How competencies refuse."""

from app.domain.errors import Invalid


class ModelUnreadable(Invalid):
    """This is not a competency model that we can read. `errors` lists what is wrong, and where."""

    code = "model_unreadable"
