"""Trusted documents that come with an installation: a folder of operations, or one manifest.

A manifest is a JSON object of ids and texts, as compilers of clients write it, or that with a
list of `operations` whose `id` and `body` are the same. Ids of 64 hexadecimal digits, with
`sha256:` before them or not, have to be what they say; any other is taken as it is. Every
document is also known by the hash of its text.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from app.domain.trusted_documents.service import Flaw, document_id_of
from app.schema.door.judging import Judge
from app.schema.door.reading import is_document_id
from app.schema.door.trusted import SHA256
from app.server.errors import CannotRun

SUFFIXES: Final = (".graphql", ".gql")


class DocumentsUnusable(CannotRun):
    """A file of trusted documents cannot be used; the message says where, and why."""

    def __init__(self, where: Path, line: int | None, reason: str) -> None:
        place = str(where) if line is None else f"{where}:{line}"
        super().__init__(f"{place}: {reason}")


def read_documents(where: Path | None, judge: Judge) -> dict[str, str]:
    """Texts by id. Raises `DocumentsUnusable`."""
    if where is None:
        return {}
    return dict(_of_folder(where, judge) if where.is_dir() else _of_manifest(where, judge))


def _of_folder(folder: Path, judge: Judge) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.rglob("*")):
        if file.suffix in SUFFIXES and file.is_file():
            text = _text(file)
            judged = judge(text)
            if isinstance(judged, Flaw):
                raise DocumentsUnusable(file, judged.line, judged.message)
            yield document_id_of(text), text
            # Editors end a file with a new line that programs do not send.
            yield document_id_of(text.rstrip()), text.rstrip()


def _of_manifest(file: Path, judge: Judge) -> Iterator[tuple[str, str]]:
    written = _text(file)
    try:
        manifest = json.loads(written, object_pairs_hook=_each_once)
    except json.JSONDecodeError as error:
        raise DocumentsUnusable(file, error.lineno, f"is not JSON: {error.msg}") from None
    except ValueError as error:
        raise DocumentsUnusable(file, _line_of(written, str(error)), "is there twice") from None
    for name, text in _entries(file, manifest):
        reason = _against(name, text, judge)
        if reason is not None:
            raise DocumentsUnusable(file, _line_of(written, name), f"{name}: {reason}")
        yield name, text
        yield document_id_of(text), text


def _entries(file: Path, manifest: Any) -> Iterator[tuple[str, str]]:
    entries: list[tuple[Any, Any]] = []
    if isinstance(manifest, dict):
        listed = manifest.get("operations")
        entries = (
            [(one.get("id"), one.get("body")) for one in listed if isinstance(one, dict)]
            if isinstance(listed, list)
            else [*manifest.items()]
        )
    if not entries:
        raise DocumentsUnusable(file, None, "holds no ids and texts")
    for name, text in entries:
        if not isinstance(name, str) or not isinstance(text, str):
            raise DocumentsUnusable(file, None, "holds something that is no id with a text")
        yield name, text


def _against(name: str, text: str, judge: Judge) -> str | None:
    """Why this is no document of this id."""
    if not is_document_id(name):
        return "is no identifier of a document"
    hashed = SHA256.fullmatch(name)
    if hashed is not None and document_id_of(text) != f"sha256:{hashed[1]}":
        return "is not the hash of its text"
    judged = judge(text)
    return str(judged) if isinstance(judged, Flaw) else None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(name)
        found[name] = value
    return found


def _line_of(written: str, name: str) -> int | None:
    at = written.find(json.dumps(name))
    return None if at < 0 else written.count("\n", 0, at) + 1


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise DocumentsUnusable(file, None, error.strerror or "cannot be read") from None
    except UnicodeDecodeError:
        raise DocumentsUnusable(file, None, "is not UTF-8") from None
