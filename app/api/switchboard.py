"""The quick way from a path to its handler.

FastAPI's router tries one pattern after the other; with this many routes that costs more
than the answer. The same routes, looked up by the parts of their path. What is not found
here goes on to FastAPI, which knows the rest and how to refuse.
"""

from collections.abc import Iterable
from typing import Any

from starlette.routing import Route

from app.door.asgi import App, Receive, Scope, Send


class Switchboard:
    """A middleware that answers what those of the routes answer whose paths have whole parts."""

    def __init__(self, app: App, routes: Iterable[Any]) -> None:
        self.app = app
        self.root = _Part()
        for route in routes:
            if isinstance(route, Route) and all(map(_is_whole, _parts(route.path))):
                for method in route.methods or ():
                    self.root.add(_parts(route.path), method, route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            values: list[str] = []
            route = self.root.find(_parts(scope["path"]), 0, scope["method"], values)
            if route is not None:
                scope["route"] = route
                scope["path_params"] = dict(zip(route.param_convertors, values, strict=True))
                await route.app(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _parts(path: str) -> list[str]:
    return path.split("/")


def _is_whole(part: str) -> bool:
    """A word, or a value and nothing else."""
    return "{" not in part or (part[0] == "{" and part[-1] == "}" and ":" not in part)


class _Part:
    """What may follow after some parts of a path: exact words first, then any one value."""

    __slots__ = ("any", "routes", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Part] = {}
        self.any: _Part | None = None
        self.routes: dict[str, Any] = {}

    def add(self, parts: list[str], method: str, route: Any) -> None:
        if not parts:
            self.routes[method] = route
            return
        first, *rest = parts
        if first.startswith("{"):
            self.any = self.any or _Part()
            self.any.add(rest, method, route)
        else:
            self.words.setdefault(first, _Part()).add(rest, method, route)

    def find(self, parts: list[str], at: int, method: str, values: list[str]) -> Any:
        """The route, and what stands in its path; words come before values."""
        here: _Part = self
        for place in range(at, len(parts)):
            part = parts[place]
            word, other = here.words.get(part), here.any if part else None
            if word is not None and other is not None:  # only one of them may lead on
                known = len(values)
                found = word.find(parts, place + 1, method, values)
                if found is not None:
                    return found
                del values[known:]
                word = None
            if word is None:
                values.append(part)
            way = word or other
            if way is None:
                return None
            here = way
        return here.routes.get(method)
