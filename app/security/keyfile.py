"""The file of our signing keys: watched by whoever signs, changed by operators."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import structlog

from app.security.keys import Keyring, KeysUnusable

LOOK_EVERY_S: Final = 5.0
DELAY_S: Final = 600
"""Until a new key signs: verifiers keep our public keys for five minutes."""


class WatchedKeyring:
    """The keyring of a file, as the file is now: looked at every few seconds.

    A file that cannot be read any more, or holds something else, changes nothing: the keys
    that were there go on, and the log says so.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path, self._clock, self._monotonic = path, clock, monotonic
        self._seen = _looks(path)
        self._ring = Keyring.load(path, clock=clock)
        self._look_at = monotonic() + LOOK_EVERY_S

    @property
    def kid(self) -> str:
        """The id of the key that signs."""
        return self._current().kid

    def public_jwks(self) -> dict[str, list[dict[str, str]]]:
        """The public halves: another object when, and only when, the keys have changed."""
        return self._current().public_jwks()

    def sign(self, claims: Mapping[str, object]) -> str:
        """A signed access token with these claims."""
        return self._current().sign(claims)

    def _current(self) -> Keyring:
        if self._monotonic() >= self._look_at:
            self._look_at = self._monotonic() + LOOK_EVERY_S
            self._look()
        return self._ring

    def _look(self) -> None:
        seen = _looks(self._path)
        if seen == self._seen:
            return
        try:
            self._ring = Keyring.load(self._path, clock=self._clock)
        except KeysUnusable as error:
            structlog.get_logger().error("signing keys unusable", reason=error.reason)
        else:  # or it is read again: what kept us from it need not have been the file
            self._seen = seen


def rotate(path: Path, *, now: int, delay_s: int = DELAY_S, forget: bool = False) -> Keyring:
    """Write a new key into the file; it signs after the delay.

    With `forget` all others go, and with them every token that they signed: for a key that
    somebody else may have.
    """
    with _alone(path.parent):
        ring = Keyring.load(path)
        if ring.waiting(now) and delay_s and not forget:
            raise KeysUnusable(path, "has a new key already that does not sign yet")
        ring = ring.rotated(now=now, delay_s=0 if forget else delay_s)
        if forget:
            ring = ring.only_newest()
        ring.save(path)
    return ring


def _looks(path: Path) -> tuple[int, int, int] | None:
    """What changes when a file does; None if it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Of two who rotate at once, the second waits, and sees what the first wrote."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise KeysUnusable(folder, error.strerror or "cannot be opened") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
