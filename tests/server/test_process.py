"""What a process asks of the system."""

import subprocess
import sys

HOLES = """
import ctypes
from app.server.process import give_back_memory

class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in
                ("arena", "free", "fast", "maps", "mapped", "a", "b", "used", "unused", "top")]

c = ctypes.CDLL(None)
c.mallinfo2.restype = Info
if {is_told}:
    give_back_memory()
for _ in range(20):
    bytes(1 << 20)  # large bodies come and go
before = c.mallinfo2().mapped
kept = bytes(1 << 20)
print(c.mallinfo2().mapped - before)
"""


def mapped(*, is_told: bool) -> int:
    """Bytes of a large block that are given back by themselves."""
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", HOLES.format(is_told=is_told)],
        check=True,
        capture_output=True,
        text=True,
    )
    return int(done.stdout)


def test_large_blocks_go_back_to_the_system_after_the_first_one_too() -> None:
    assert mapped(is_told=True) > 1 << 20
    assert mapped(is_told=False) == 0  # what glibc does by itself
