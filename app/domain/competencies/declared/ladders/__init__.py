"""Reading career ladders: JSON like Snowflake's tracks, YAML, and Markdown with its structure."""

from typing import Final, TextIO

from app.domain.competencies.declared.defaults import Defaults
from app.domain.competencies.declared.ladders.document import read_json, read_yaml_with_lines
from app.domain.competencies.declared.ladders.objects import found_in, read_objects
from app.domain.competencies.declared.ladders.prose import read_markdown
from app.domain.competencies.declared.ladders.roles import by_level
from app.domain.competencies.declared.sink import Sink

__all__ = ["is_ladder", "read_ladder"]

MAX_BYTES: Final = 8_000_000
MAX_LINES: Final = 400_000
_NOTHING: Final = (
    "has no ladder: competencies with levels are expected, such as a list of topics or tracks "
    "each with its milestones, levels or content"
)


def is_ladder(value: object) -> bool:
    """Whether plain objects, of JSON or YAML, are a ladder."""
    return bool(found_in(value)) or by_level(value) is not None


def read_ladder(source: str | TextIO, format: str, sink: Sink, defaults: Defaults) -> None:
    """Hand everything in the document to the sink. A ladder is held as a whole, up to 8 MB."""
    try:
        text = source if isinstance(source, str) else source.read(MAX_BYTES + 1)
    except UnicodeDecodeError as error:
        sink.refuse("", f"is not {error.encoding} text")
        return
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        sink.refuse("", f"is larger than {MAX_BYTES // 1_000_000} MB, which no ladder is")
        return
    if not text.strip("\ufeff \t\r\n"):
        sink.refuse("line 1", "is empty")
        return
    if text.count("\n") + text.count("\r") > MAX_LINES:
        sink.refuse("", f"has more than {MAX_LINES} lines, which no ladder has")
        return
    if format == "ladder_markdown":
        ladder = read_markdown(text, sink)
    else:
        read = read_json if format == "ladder_json" else read_yaml_with_lines
        document = read(text, sink)
        if document is None:
            return
        ladder = read_objects(document, sink)
        if ladder is None:
            sink.refuse(document.where(()), _NOTHING)
    if ladder is not None:
        ladder.hand_on(format, sink, defaults)
