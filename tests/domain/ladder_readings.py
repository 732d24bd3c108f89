"""Ladders as tests read them, and what came of it."""

from app.domain.competencies.declared.defaults import Defaults
from app.domain.competencies.declared.ladders import read_ladder
from app.domain.competencies.declared.sink import Kind
from tests.domain.recording_sink import RecordingSink


def read(text: str, format: str, **defaults: str) -> RecordingSink:
    sink = RecordingSink()
    read_ladder(text, f"ladder_{format}", sink, Defaults(**defaults))
    return sink


def levels(sink: RecordingSink) -> list[tuple[str, str, int]]:
    return [(one["code"], one["name"], one["rank"]) for one in sink.of(Kind.LEVEL)]


def skills(sink: RecordingSink) -> dict[str, dict[str, str]]:
    return {one["code"]: dict(one.get("levels", ())) for one in sink.of(Kind.COMPETENCY)}
