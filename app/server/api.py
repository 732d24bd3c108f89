"""The process that answers requests: granian around the application, ending when it should.

granian's main process starts one worker and starts it again if it dies. The worker ends with the
main process even if that is killed; on SIGTERM it answers what it has begun.
"""

import importlib
import math
import os
import signal
from collections.abc import Callable
from functools import partial
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels

from app.server.around import Application, served
from app.server.lifeline import end_with_parent
from app.server.listening import refuse_taken_port
from app.server.process import (
    give_back_memory,
    keep_what_is_here,
    nothing_to_collect,
    take_all_files,
)
from app.settings import Settings

TARGET = "app.main:create_app"
CHECK = "app.main:check"
LATER = "app.main:make_the_rest"

_REQUESTS_AT_ONCE = 1024

_HTTP = HTTP1Settings(
    # Also how long an idle connection is kept: longer than the minute of usual load balancers,
    # or they send requests into connections that are just being closed.
    header_read_timeout=75_000,
    keep_alive=True,
    max_buffer_size=65_536,  # larger headers are a 431
)

# Like granian's own, but on standard error: standard output is for what a command answers.
_STDERR = {"class": "logging.StreamHandler", "stream": "ext://sys.stderr"}
_LOGGING = {
    "handlers": {
        "console": _STDERR | {"formatter": "generic"},
        "access": _STDERR | {"formatter": "access"},
    }
}


def check_start(settings: Settings, target: str = CHECK) -> None:
    """What would keep every worker from starting is told once, before there is any.

    Raises:
        CannotRun: something that a setting names cannot be used.

    """
    _named(target)(settings)


def serve_api(settings: Settings, target: str = TARGET, later: str | None = None) -> None:
    """Serve the application that the factory `target` makes, until SIGTERM or SIGINT; `later`
    takes the application and makes what could wait.

    Raises:
        PortInUse: somebody else listens there.

    """
    refuse_taken_port(settings.host, settings.port)
    server = Granian(
        target,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        http1_settings=_HTTP,
        log_level=LogLevels.warning,
        log_dictconfig=_LOGGING,
        log_access=False,
        respawn_failed_workers=True,
        respawn_interval=0.1,
        # Whoever stays connected takes a place for good; the others are for requests.
        backpressure=_REQUESTS_AT_ONCE + settings.live_per_process,
        workers_kill_timeout=math.ceil(settings.request_timeout_s),
    )
    server.serve(target_loader=partial(_load, os.getpid(), later))


def load_target(target: str) -> Callable[[], Application]:
    """The factory that `target` names, imported: by the parent, so that no worker has to."""
    with nothing_to_collect():
        factory: Callable[[], Application] = _named(target)
    return factory


def _named(target: str) -> Any:
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name)


def _load(parent: int, later: str | None, target: str) -> Any:
    end_with_parent(parent, signal.SIGKILL)
    take_all_files()
    give_back_memory()
    with nothing_to_collect():
        application = load_target(target)()
    keep_what_is_here()
    return served(application, partial(_named(later), application) if later else None)
