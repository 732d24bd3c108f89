"""Which format a file is in: told by its content, or refused with what would tell."""

from io import BytesIO
from typing import Any

import pytest

from app.domain.competencies.declared import Format
from app.domain.competencies.declared.detect import detect
from app.domain.competencies.declared.findings import Unreadable
from app.domain.competencies.declared.spool import Spool
from app.domain.competencies.declared.streams.file import MAX_BYTES, File
from tests.domain.declared import (
    REAL,
    a_model,
    a_package,
    read,
    read_text,
    refused,
    with_real_files,
)


def detected(content: bytes, name: str | None = None) -> Format:
    with Spool() as spool:
        return detect(File(BytesIO(content), spool), name)


@pytest.mark.parametrize(
    ("content", "name", "format"),
    [
        (b'{"framework": {}, "competencies": []}', "x.yaml.json", Format.OWN_JSON),
        (b'  \n{"competencies": [], "framework": {}}', None, Format.OWN_JSON),
        (b"\xef\xbb\xbf# a model\nframework:\n  code: x\n", None, Format.OWN_YAML),
        (b"competencies: []\nframework: {}", "model.txt", Format.OWN_YAML),
        (b"{framework: {code: x}, competencies: []}", "x.yaml", Format.OWN_YAML),
        (b'{"CFDocument": {}}', "x.txt", Format.CASE),
        (b'{"data": {"CFPackage": {"CFDocument": {}}}}', None, Format.CASE),
        (b'[{"CFItems": []}]', None, Format.CASE),
        (b"CFDocument: {identifier: d}\nCFItems: []", None, Format.CASE),
        (b'"Identifier","fullStatement","Human Coding Scheme"\n', None, Format.OPENSALT_CSV),
        (b"Identifier;FullStatement\n1;x\n", "x.json", Format.OPENSALT_CSV),
        (b"Collection,Skill Name,Contextualized Skill Statement\n", None, Format.RSD_CSV),
        (b"conceptType,conceptUri,preferredLabel\n", None, Format.ESCO_CSV),
        (b'{"MOBILE": {"milestones": []}}', None, Format.LADDER_JSON),
        (b'{"competencies": [{"name": "x", "levels": []}]}', None, Format.LADDER_JSON),
        (b'{"skills": [{"name": "x", "L1": "y"}]}', None, Format.LADDER_JSON),
        (b"competencies:\n- {name: x}\n", None, Format.OWN_YAML),
        (b"# One\n\nwords\n\n## Two\n", None, Format.LADDER_MARKDOWN),
        (b"title: x\ntopics:\n  - name: y\n", None, Format.LADDER_YAML),
        (
            b"---\ntitle: x\ntopics:\n - {name: y}\n---\n\nSome words.\n",
            None,
            Format.LADDER_MARKDOWN,
        ),
        (b"# Words\n", "ladder.md", Format.LADDER_MARKDOWN),
    ],
)
def test_content_tells(content: bytes, name: str | None, format: Format) -> None:
    assert detected(content, name) is format


@with_real_files
def test_real_files_are_recognised() -> None:
    found = {
        path.name: detected(path.read_bytes())
        for kind in ("case", "esco", "ladders", "rsd")
        for path in (REAL / kind).iterdir()
        if not path.name.endswith(("LICENSE", ".py")) and "schema" not in path.name
    }
    found.pop("imscasev1p1_openapi3_v1p0.json")
    assert {name: one for name, one in found.items() if one is not Format.CASE} == {
        "opensalt-sample_case.csv": Format.OPENSALT_CSV,
        "digCompSkillsCollection_en.csv": Format.ESCO_CSV,
        "osmt-Skills-Import.csv": Format.RSD_CSV,
        "medium-snowflake-tracks.json": Format.LADDER_JSON,
        "monzo-engineering__backend.md": Format.LADDER_MARKDOWN,
        "monzo-engineering__web.md": Format.LADDER_MARKDOWN,
    }


@pytest.mark.parametrize(
    "content", [b"", b"\0\1", b"some words", b"a,b\n1,2", b"{}", b'{"skills": []}']
)
def test_what_nothing_tells_is_refused_with_what_would(content: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        detected(content)
    assert all(format in caught.value.what for format in Format)


def test_what_is_neither_is_refused_clearly() -> None:
    nothings: list[Any] = [None, [], "text", {}, {"skills": []}]
    for value in nothings:
        assert "no competency model" in refused(lambda value=value: read(value))[""]
    assert "both" in refused(lambda: read(a_model() | a_package()))[""]
    assert "both" in refused(lambda: read(a_package() | a_model()))[""]
    assert "which own_yaml" not in refused(lambda: read({}, format=Format.OWN_YAML))["/framework"]
    assert "which esco_csv is not" in refused(lambda: read({}, format=Format.ESCO_CSV))[""]


def test_a_case_package_may_be_written_as_yaml() -> None:
    model = read_text("CFDocument: {identifier: d, title: D}\nCFItems:\n- fullStatement: S\n")
    assert [one.statement for one in model.competencies] == ["S"]


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    class Huge(BytesIO):
        def tell(self) -> int:
            return MAX_BYTES + 1

    with Spool() as spool, pytest.raises(Unreadable, match="256 MiB"):
        File(Huge(b"{}"), spool)
