"""How versions are written."""

import re
from typing import Final

VERSIONS: Final = {
    1: re.compile(r"1\.0(\.[0-9]{1,4})?", re.ASCII),
    2: re.compile(r"2\.0(\.[0-9]{1,4})?", re.ASCII),
}
"""By their first number."""
