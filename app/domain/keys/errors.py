"""How keys refuse."""

from app.domain.errors import Invalid


class ConfirmationWrong(Invalid):
    """This is not the external id of the person. What is erased cannot be brought back: look again
    who it is.
    """

    code = "confirmation_wrong"
