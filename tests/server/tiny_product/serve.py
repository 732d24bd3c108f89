"""Everything, as `career serve` does it."""

import sys
from pathlib import Path

from app.server.commands import read_settings
from app.server.errors import CannotRun
from app.server.serving import Serving

here = Path(__file__).parent
try:
    Serving(
        read_settings(), (sys.executable, "-P", str(here / "run.py")), here / "migrations"
    ).run()
except CannotRun as reason:
    sys.exit(f"career: {reason}")
