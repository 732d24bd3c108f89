"""Trusted documents that come as files: what is read, and what stops the start."""

import hashlib
import json
from pathlib import Path

import pytest

from app.main import create_app
from app.schema.door.files import DocumentsUnusable, read_documents
from app.schema.door.judging import judge_of
from app.server.api import check_start
from app.server.errors import CannotRun
from app.settings import Settings

MINE = "query Mine { me { displayName } }"
JUDGE = judge_of(Settings())


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read(where: Path) -> dict[str, str]:
    return read_documents(where, JUDGE)


def manifest(folder: Path, value: object) -> Path:
    file = folder / "documents.json"
    file.write_text(value if isinstance(value, str) else json.dumps(value, indent=2))
    return file


def test_without_a_setting_there_are_none() -> None:
    assert read_documents(None, JUDGE) == {}


def test_a_folder_of_operations(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "mine.graphql").write_text(MINE + "\n")
    (tmp_path / "plans" / "one.gql").write_text("{ plans { edges { cursor } } }")
    (tmp_path / "README.md").write_text("{ not graphql")
    found = read(tmp_path)
    assert found[f"sha256:{hashed(MINE)}"] == MINE
    assert found[f"sha256:{hashed(MINE + chr(10))}"] == MINE + "\n"
    assert f"sha256:{hashed('{ plans { edges { cursor } } }')}" in found
    assert len(found) == 3


@pytest.mark.parametrize("named", ["{}", "sha256:{}"])
def test_a_manifest_of_hashes(tmp_path: Path, named: str) -> None:
    found = read(manifest(tmp_path, {named.format(hashed(MINE)): MINE}))
    assert found == {named.format(hashed(MINE)): MINE, f"sha256:{hashed(MINE)}": MINE}


def test_a_manifest_of_other_ids(tmp_path: Path) -> None:
    md5 = hashlib.md5(MINE.encode(), usedforsecurity=False).hexdigest()
    found = read(manifest(tmp_path, {md5: MINE, "x-ours:mine.1": MINE}))
    assert found[md5] == found["x-ours:mine.1"] == found[f"sha256:{hashed(MINE)}"] == MINE


def test_a_manifest_with_a_list(tmp_path: Path) -> None:
    one = {"id": hashed(MINE), "name": "Mine", "type": "query", "body": MINE}
    found = read(manifest(tmp_path, {"version": 1, "operations": [one]}))
    assert found[hashed(MINE)] == MINE


BROKEN = {
    "no JSON": ('{\n  "a": 1,\n', ":3: is not JSON"),
    "an id twice": ('{\n  "a": "{ a }",\n  "a": "{ b }"\n}', ":2: is there twice"),
    "a list": ([MINE], "holds no ids and texts"),
    "nothing": ({}, "holds no ids and texts"),
    "no texts": ({"a": 1}, "holds something that is no id with a text"),
    "no bodies": ({"operations": [{"id": "a"}]}, "holds something that is no id with a text"),
    "no identifier": ({"a b": MINE}, ":2: a b: is no identifier of a document"),
    "another hash": (
        {"abc": MINE, "0" * 64: MINE},
        f":3: {'0' * 64}: is not the hash of its text",
    ),
    "no GraphQL": ({"abc": "{\n  me {"}, ":2: abc: line 2, column 7: Syntax Error"),
    "another schema": ({"abc": "{ nothing }"}, ":2: abc: line 1, column 3: Cannot query field"),
}


@pytest.mark.parametrize("why", BROKEN)
def test_what_is_wrong_with_a_manifest_says_where(tmp_path: Path, why: str) -> None:
    written, told = BROKEN[why]
    file = manifest(tmp_path, written)
    with pytest.raises(DocumentsUnusable) as stopped:
        read(file)
    assert str(stopped.value).startswith(str(file))
    assert told in str(stopped.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"\n{ me { id }", ":2: Syntax Error"),
        (b"{ me {\n  id\n  nothing } }", ":3: Cannot query field"),
        (b"query A { me { id } }\nquery B { me { id } }", ":1: There are 2 operations"),
        (b"", ":1: Syntax Error"),
        (b"\xff", ": is not UTF-8"),
    ],
)
def test_what_is_wrong_with_a_file_says_where(tmp_path: Path, text: bytes, told: str) -> None:
    (tmp_path / "good.graphql").write_text(MINE)
    file = tmp_path / "other.graphql"
    file.write_bytes(text)
    with pytest.raises(DocumentsUnusable) as stopped:
        read(tmp_path)
    assert f"{file}{told}" in str(stopped.value)


def test_an_application_does_not_start_with_a_broken_one(
    tmp_path: Path, settings: Settings
) -> None:
    broken = settings.model_copy(update={"graphql_documents": tmp_path / "nowhere.json"})
    for starts in (check_start, create_app):
        with pytest.raises(CannotRun, match=r"nowhere\.json: No such file"):
            starts(broken)
    check_start(settings)
