"""What a connection that stays does while nothing happens, for both kinds of it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from app.door.asgi import Message, Send
from app.door.sessions import Session

SEND_WITHIN_S: Final = 15.0
"""How long somebody may take to take what they are sent. What waits for it is in their system and
in ours; nothing more is made for them meanwhile.
"""


class Line:
    """The way to one client: one message at a time, and none for ever."""

    def __init__(self, send: Send, session: Session) -> None:
        self._send, self._session = send, session
        self._lock = asyncio.Lock()
        self.is_dead = False

    async def send(self, message: Message) -> bool:
        """Whether they took it; who does not is let go."""
        if self.is_dead:
            return False
        try:
            async with asyncio.timeout(SEND_WITHIN_S), self._lock:
                await self._send(message)
        except asyncio.CancelledError:
            raise
        except Exception:  # noqa: BLE001 - servers have different words for a line that is down
            self.is_dead = True
            self._session.over.set()
            return False
        return True


async def stay(session: Session, pause_s: Callable[[], float], beat: Callable[[], Any]) -> None:
    """Until the session is over, with a sign of life after every pause."""
    while not session.over.is_set():
        try:
            async with asyncio.timeout(pause_s()):
                await session.over.wait()
        except TimeoutError:
            await beat()


async def ended(*tasks: "asyncio.Task[Any]") -> None:
    """End these, and wait until they have cleaned up behind themselves."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


Beat = Callable[[], Awaitable[None]]
