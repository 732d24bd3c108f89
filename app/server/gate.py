"""A child that may import already, and serves once its database is ready.

Imports take most of a start. The API does them while the database comes up, and is let through
with the environment that it should have been started with.
"""

import json
import os
from collections.abc import Mapping

_VARIABLE = "CAREER_GATE"


class Gate:
    """The parent's side: give `environment` and `handle` to the child, then open or close."""

    def __init__(self) -> None:
        self.handle, self._latch = os.pipe()
        self._is_closed = False

    @property
    def environment(self) -> dict[str, str]:
        return {_VARIABLE: str(self.handle)}

    def open(self, environment: Mapping[str, str]) -> None:
        """Let the child serve, with these variables set."""
        os.write(self._latch, json.dumps(dict(environment)).encode())
        self.close()

    def close(self) -> None:
        """Send a child that still waits home."""
        if not self._is_closed:
            self._is_closed = True
            os.close(self._latch)
            os.close(self.handle)


def wait_at_gate() -> bool:
    """The child's side: whether it may serve. At once if it was started without a gate."""
    handle = os.environ.pop(_VARIABLE, None)
    if handle is None:
        return True
    with os.fdopen(int(handle), "rb") as gate:
        given = gate.read()  # until the parent closes, or dies
    if given:
        os.environ.update(json.loads(given))
    return bool(given)
