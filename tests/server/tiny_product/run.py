"""Runs the file of a subcommand, and imports only what that one needs.

`BROKEN` in the environment names a subcommand that fails.
"""

import os
import runpy
import sys
from pathlib import Path

name = sys.argv.pop(1)
if os.environ.get("BROKEN") == name:
    sys.exit(3)
runpy.run_path(str(Path(__file__).with_name(f"{name}.py")), run_name="__main__")
