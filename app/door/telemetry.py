"""What is counted and what is logged. Never a body, a token, a name or a query string."""

import logging
import re
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge
from structlog.typing import EventDict

from app.door.tally import Tally

_DETAIL: Final = re.compile(r"DETAIL:.*")
REGISTRY: Final = CollectorRegistry()
TALLY: Final = Tally(REGISTRY)

STAYING: Final = Gauge(
    "career_live_connections", "Connections that stay open.", ["transport"], registry=REGISTRY
)
SUBSCRIPTIONS: Final = Gauge(
    "career_live_subscriptions", "Subscriptions that are followed.", registry=REGISTRY
)
PAYLOADS: Final = Counter(
    "career_live_payloads", "What subscriptions were told.", ["field"], registry=REGISTRY
)
ENDINGS: Final = Counter(
    "career_live_endings",
    "Connections that stayed and are over, by the code of their end.",
    ["transport", "code"],
    registry=REGISTRY,
)


def configure_logs(level: str) -> None:
    """One JSON object a line, on standard error."""
    threshold = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    _access.enabled = threshold <= logging.INFO
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _without_rows,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _without_rows(_logger: Any, _name: str, line: EventDict) -> EventDict:
    """PostgreSQL shows the row that breaks a rule, which is what people wrote."""
    if "exception" in line:
        line["exception"] = _DETAIL.sub("DETAIL: left out", line["exception"])
    return line


def log() -> Any:
    return structlog.get_logger()


def answered(method: str, route: str, status: int, seconds: float, request_id: str) -> None:
    """Count one answer, and tell it in one line of the log.

    This runs for every request, so the line is written by hand: nothing in it needs escaping.
    """
    TALLY.answered(method, route, status, seconds)
    if _access.enabled:
        sys.stderr.write(
            f'{{"event": "request", "level": "info", "timestamp": "{_now()}", '
            f'"request_id": "{request_id}", "method": "{method}", "route": "{route}", '
            f'"status": {status}, "ms": {seconds * 1000:.2f}}}\n'
        )


def _now() -> str:
    """RFC 3339, in milliseconds. The second is written once, for all answers in it."""
    second, part = divmod(time.time_ns() // 1_000_000, 1000)
    return f"{_second(second)}.{part:03d}+00:00"


@lru_cache(maxsize=2)
def _second(since_1970: int) -> str:
    return datetime.fromtimestamp(since_1970, UTC).strftime("%Y-%m-%dT%H:%M:%S")


@dataclass(slots=True)
class _Access:
    """Whether requests are told: at the level `info` and below."""

    enabled: bool = True


_access = _Access()


def route_of(scope: Mapping[str, Any]) -> str:
    """The template of the route that answers, such as `/v1/plans/{plan_id}`; never what was sent.

    FastAPI tells which route it took. Starlette tells only the endpoint, which is found again.
    """
    route = scope.get("route")
    if route is None and (endpoint := scope.get("endpoint")) is not None:
        routes = scope["app"].routes
        route = next((one for one in routes if _leads_to(one, endpoint)), None)
    return getattr(route, "path", None) or "unmatched"


def _leads_to(route: Any, endpoint: Any) -> bool:
    return endpoint in (getattr(route, "endpoint", None), getattr(route, "app", None))
