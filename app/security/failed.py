"""Why nothing usable came from where somebody else said it is."""


class FetchFailed(Exception):
    """`reason` is one stable word, for logs."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
