"""What the log may hold of a failure of the database: not the row that failed."""

import json
from io import StringIO

import asyncpg
import pytest
import structlog

from app.door import telemetry

CANARY = "a name that only its owner should read"


def test_a_failing_row_is_not_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    failure = asyncpg.NotNullViolationError("null value in a column")
    failure.detail = f"Failing row contains (1, {CANARY})."
    assert CANARY in str(failure)
    written = StringIO()
    monkeypatch.setattr("sys.stderr", written)
    telemetry.configure_logs("info")

    structlog.get_logger().error("failed", exc_info=failure)
    telemetry.configure_logs("error")

    line = json.loads(written.getvalue())
    assert "NotNullViolationError" in line["exception"]
    assert CANARY not in written.getvalue()
