"""What is counted and what is logged. Never a body, a token, a name or a query string."""

import logging
import sys
from collections.abc import Mapping
from typing import Any, Final

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY: Final = CollectorRegistry()
REQUESTS: Final = Counter(
    "career_requests", "Requests answered.", ["method", "route", "status"], registry=REGISTRY
)
DURATION: Final = Histogram(
    "career_request_seconds",
    "Seconds from the first byte read to the last byte sent.",
    ["route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
IN_FLIGHT: Final = Gauge("career_requests_in_flight", "Requests being answered.", registry=REGISTRY)


def configure_logs(level: str) -> None:
    """One JSON object a line, on standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def log() -> Any:
    return structlog.get_logger()


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
