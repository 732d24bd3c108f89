"""Small declared models written for the tests, and what the tests make and ask of them."""

import json
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from app.domain.competencies.declared import (
    DeclaredFramework,
    ModelRefused,
    Notice,
    Spool,
    read_document,
    read_model,
)

SAMPLES = Path(__file__).parent / "samples"
REAL = Path(__file__).parents[3].parent / "shared/data"
with_real_files = pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")


class Competency(NamedTuple):
    code: str
    edition: int
    identifier: str | None
    name: str
    statement: str
    parent: str | None
    category: str | None
    position: int
    levels: Any
    education_levels: Any
    replaces: Any
    translations: Any
    extra: Any
    digest: bytes
    place: str


class Association(NamedTuple):
    origin: str
    type: str
    destination: str | None
    outside_identifier: str | None
    outside_uri: str | None
    outside_title: str | None
    identifier: str | None
    sequence: int | None
    extra: Any
    digest: bytes
    place: str


class Role(NamedTuple):
    code: str
    title: str
    family: str | None
    track: str
    rank: int
    description: str
    identifier: str | None
    requirements: Any
    translations: Any
    extra: Any
    digest: bytes
    place: str


class Model(NamedTuple):
    """Everything that a spool hands on, with its JSON as plain objects."""

    framework: DeclaredFramework
    competencies: list[Competency]
    associations: list[Association]
    roles: list[Role]
    pathways: list[tuple[Any, ...]]
    leftovers: list[tuple[str, Any]]
    notices: tuple[Notice, ...]
    content_hash: str


def whole(spool: Spool) -> Model:
    with spool:
        return Model(
            spool.framework,
            [Competency(*row[:8], *_plain(row[8:13]), *row[13:]) for row in spool.competencies()],
            [Association(*row[:8], *_plain(row[8:9]), *row[9:]) for row in spool.associations()],
            [Role(*row[:7], *_plain(row[7:10]), *row[10:]) for row in spool.roles()],
            list(spool.pathways()),
            [(kind, json.loads(value)) for kind, value, *_ in spool.leftovers()],
            spool.notices,
            spool.content_hash(),
        )


def read(value: Any, **given: Any) -> Model:
    return whole(read_document(value, **given))


def read_text(text: str | bytes, name: str | None = None, **given: Any) -> Model:
    content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return whole(read_model(BytesIO(content), name=name, **given))


def read_sample(name: str) -> Model:
    return read_text((SAMPLES / name).read_bytes(), name)


def sample(name: str) -> Any:
    """A sample as plain objects; texts that look like numbers or booleans stay texts."""
    text = (SAMPLES / name).read_text(encoding="utf-8")
    if name.endswith(".json"):
        return json.loads(text)
    texts = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - it makes nothing but texts
    for one in texts["competencies"]:
        if one.get("children") == "":
            one["children"] = None
    return texts


def told(model: Model) -> set[str]:
    return {one.where for one in model.notices}


def a_competency(code: str, **fields: Any) -> dict[str, Any]:
    return {"code": code, "name": f"Name of {code}", "statement": f"What {code} means.", **fields}


def a_model(*competencies: Any, **fields: Any) -> dict[str, Any]:
    framework = {"code": "f", "title": "F"}
    return {"framework": framework, "competencies": list(competencies), **fields}


def a_package(*items: Any, links: Any = (), **fields: Any) -> dict[str, Any]:
    document = {"identifier": "d", "title": "D"}
    return {"CFDocument": document, "CFItems": list(items), "CFAssociations": [*links], **fields}


def child(origin: str, destination: str, **fields: Any) -> dict[str, Any]:
    return {
        "associationType": "isChildOf",
        "originNodeURI": {"identifier": origin},
        "destinationNodeURI": {"identifier": destination},
        **fields,
    }


def refused(read: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(ModelRefused) as caught:
        read()
    assert 0 < len(caught.value.problems) <= 50
    assert str(caught.value).encode()  # printable, whatever was read
    return dict(caught.value.problems)


def _plain(texts: Iterable[str]) -> Iterator[Any]:
    return map(json.loads, texts)
