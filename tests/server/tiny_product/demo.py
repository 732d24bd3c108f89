"""`demo load`: something to greet with, and `demo banner`, which greets."""

import os
import sys
from pathlib import Path

if sys.argv[1] == "load":
    (Path(os.environ["CAREER_DATA_DIR"]) / "demo.json").write_text("{}")
else:
    sys.stdout.write("Try this: ...\n")
