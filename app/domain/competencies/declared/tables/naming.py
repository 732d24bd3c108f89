"""What things are called where a source gives them no code or no short name."""

import re
from hashlib import sha256
from typing import Final

from app.domain.competencies.declared.defaults import Defaults
from app.domain.competencies.declared.texts import MAX_CODE, MAX_TITLE, on_one_line

LONGEST_NAME: Final = 120
_LONGEST_MADE: Final = 80
_LANGUAGE_IN_NAME: Final = re.compile(r"[_.-]([a-z]{2})(?:\.[a-z0-9]+)*$", re.IGNORECASE)


def slug_of(text: str) -> str | None:
    """As codes of frameworks are written, or nothing where no letter would be left."""
    words = re.findall(r"[a-z0-9]+", text[: MAX_TITLE * 2].lower())
    return "-".join(words)[:_LONGEST_MADE].strip("-") or None


def code_of(text: str) -> str:
    """A code made of a name: in lower case with hyphens, in whatever script the name is."""
    made = re.sub(r"[\W_]+", "-", text[: MAX_TITLE * 2].casefold())
    return made[:_LONGEST_MADE].strip("-") or f"unnamed-{_digest(text)}"


def shortened(text: str, longest: int = LONGEST_NAME) -> str:
    """On one line, and cut at a word where it is too long."""
    line = on_one_line(text[: longest * 8])
    if len(line) <= longest:
        return line
    cut = line[: longest - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:.") + "…"


def named(text: str) -> tuple[str, dict[str, str]]:
    """A name as it may be, and the whole of it to be kept where it had to be cut."""
    line = on_one_line(text)
    return (line, {}) if len(line) <= MAX_TITLE else (shortened(line, MAX_TITLE), {"name": text})


class Codes:
    """Hands out each code once. The first that asks for a code gets it as it is; whoever asks
    later gets it with a digest of what makes it different, which does not depend on the order.
    """

    def __init__(self) -> None:
        self._given: set[str] = set()

    def unique(self, wanted: str, difference: str) -> str:
        code = wanted
        if code in self._given:
            code = f"{wanted[: MAX_CODE - 20]}-{_digest(difference)}"
        again = 2
        while code in self._given:
            code = f"{wanted[: MAX_CODE - 20]}-{_digest(difference)}-{again}"
            again += 1
        self._given.add(code)
        return code


def framework_of(
    defaults: Defaults, title: str | None, language: str | None, source: str
) -> dict[str, object]:
    """The framework's fields: what is given wins over the source, the file's name comes last."""
    stem = re.sub(
        r"(?:\.[A-Za-z0-9]{1,8})+$", "", (defaults.name or "")[-MAX_TITLE:].rpartition("/")[2]
    )
    heading = defaults.title or title or re.sub(r"[\s_]+", " ", stem).strip() or source
    code = defaults.code or slug_of(stem) or slug_of(heading) or source.replace("_", "-")
    fields: dict[str, object] = {
        "code": code,
        "title": shortened(heading, MAX_TITLE),
        "source": source,
    }
    found = defaults.language or language
    return fields | ({"language": found} if found else {})


def language_in(name: str | None) -> str | None:
    """The language that ends a file's name, as in `skills_en.csv`."""
    found = _LANGUAGE_IN_NAME.search((name or "")[-40:])
    return found.group(1).lower() if found else None


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:8]
