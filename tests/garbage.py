"""When a run looks for garbage: not while it imports and collects, and seldom after that.

What is there by then stays, and there is a lot of it: each look would go through all of that.
"""

import gc
from typing import Final

SELDOM: Final = (20_000, 20, 20)
"""So many new objects, of which so many times so many are looked through again."""

gc.disable()


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    gc.enable()
