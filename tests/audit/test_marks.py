"""The file of marks that `career audit verify` keeps: only one of this trail is taken."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from app.auditing import verify
from app.server.errors import CannotRun
from app.settings import Settings

TENANT = uuid4()
MARK = {"lane": 0, "sequence": 1, "hash": "ab"}


@pytest.mark.parametrize(
    ("kept", "why"),
    [
        ({"tenantId": str(TENANT), "marks": [MARK | {"hash": "abc"}]}, "holds no marks"),
        ({"tenantId": 7, "marks": [MARK]}, "holds no marks"),
        ({"marks": [MARK]}, "holds no marks"),
        ([MARK], "holds no marks"),
        ({"tenantId": str(uuid4()), "marks": [MARK]}, "of another organisation"),
    ],
    ids=["half a byte", "a number", "of nobody", "a list", "another organisation"],
)
def test_what_are_no_marks_of_this_trail_is_refused(
    settings: Settings, tmp_path: Path, kept: Any, why: str
) -> None:
    file = tmp_path / "marks.json"
    file.write_text(json.dumps(kept))

    with pytest.raises(CannotRun, match=why):
        verify(settings, TENANT, file)
    assert json.loads(file.read_text()) == kept
