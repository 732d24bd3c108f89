"""How access refuses."""

from app.domain.errors import Unauthenticated


class ClientRefused(Unauthenticated):
    """There is no such client, its secret is wrong, or it is disabled."""

    code = "invalid_client"
