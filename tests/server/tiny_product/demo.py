"""`demo load`: something to greet with."""

import os
from pathlib import Path

data_dir = Path(os.environ["CAREER_DATA_DIR"])
(data_dir / "demo.json").write_text("{}")
(data_dir / "banner.txt").write_text("Try this: ...\n")
