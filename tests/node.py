"""What is tried with the packages that JavaScript has for it, where they are installed.

CAREER_NODE_MODULES names a folder in which `npm install` put them; what is not there is skipped.
"""

import os
import shutil
from pathlib import Path
from typing import Final

import pytest

MODULES: Final = os.environ.get("CAREER_NODE_MODULES", "")


def needs(*packages: str) -> pytest.MarkDecorator:
    """Only where node and all of these are."""
    folders = (Path(MODULES), Path(MODULES) / "node_modules")
    missing = [one for one in packages if not any((at / one).is_dir() for at in folders)]
    is_here = bool(MODULES) and shutil.which("node") is not None and not missing
    return pytest.mark.skipif(not is_here, reason="node or its packages are not here")
