"""The process that answers requests."""

import sys

from app.server.api import serve_api
from app.server.commands import read_settings
from app.server.errors import CannotRun
from app.server.gate import wait_at_gate

try:
    if wait_at_gate():
        made = "tests.server.tiny_product.app"
        serve_api(read_settings(), f"{made}:create_app", f"{made}:make_the_rest")
except CannotRun as reason:
    sys.exit(f"career: {reason}")
