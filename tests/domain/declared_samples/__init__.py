"""Small declared models written for the tests, and what the tests make and ask of them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.domain.competencies.declared import ModelRefused, read_yaml

SAMPLES = Path(__file__).parent


def sample(name: str) -> Any:
    text = (SAMPLES / name).read_text(encoding="utf-8")
    return json.loads(text) if name.endswith(".json") else read_yaml(text)


def a_competency(code: str, **fields: Any) -> dict[str, Any]:
    return {"code": code, "name": f"Name of {code}", "statement": f"What {code} means.", **fields}


def a_model(*competencies: dict[str, Any], **fields: Any) -> dict[str, Any]:
    framework = {"code": "f", "title": "F"}
    return {"framework": framework, "competencies": list(competencies), **fields}


def a_package(*items: dict[str, Any], links: Any = (), **fields: Any) -> dict[str, Any]:
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
