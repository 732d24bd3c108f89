"""What is counted here is the way to an answer."""

import pytest

from app.domain.hints import Hints


@pytest.fixture(autouse=True)
def no_hints(monkeypatch: pytest.MonkeyPatch) -> None:
    """They go beside, after the answer."""
    monkeypatch.setattr(Hints, "give", lambda _hints, _tenant_id: None)
