"""Taking members out of groups: whoever is named goes, however many, in no time."""

import time
from typing import Any
from uuid import uuid4

import pytest
from scim2_models import Context, Group, PatchOp
from scim2_server.conditions import Conditions

from app.scim.provider import provider
from app.scim.service import Service
from tests.scim.asking import PATCH

MANY = 2000
PROVIDER = provider("http://career.test")


def a_group(ids: list[str]) -> Group:
    members = [{"value": one, "$ref": f"Users/{one}"} for one in ids]
    return Group.model_validate({"id": "x", "displayName": "All", "meta": {}, "members": members})


def patched(ids: list[str], *operations: dict[str, Any]) -> Any:
    with PROVIDER:
        asked = PatchOp[Group].model_validate(
            {"schemas": [PATCH], "Operations": list(operations)},
            context={"scim": Context.RESOURCE_PATCH_REQUEST},
        )
        return Service(PROVIDER).apply_patch(a_group(ids), asked, Conditions())


def left(group: Any) -> list[str]:
    return [member.value for member in group.members or []]


IDS = [str(uuid4()) for _ in range(5)]


@pytest.mark.parametrize(
    ("operations", "staying"),
    [
        ([{"op": "remove", "path": "members", "value": [{"value": IDS[0]}]}], IDS[1:]),
        ([{"op": "Remove", "path": "MEMBERS", "value": [{"VALUE": IDS[0]}]}], IDS[1:]),
        ([{"op": "remove", "path": f'members[value eq "{IDS[4]}"]'}], IDS[:4]),
        ([{"op": "remove", "path": f'members[value eq "{one}"]'} for one in IDS[:3]], IDS[3:]),
        ([{"op": "remove", "path": "members"}], []),
        ([{"op": "remove", "path": "members", "value": [{"value": one} for one in IDS]}], []),
        (
            [
                {"op": "remove", "path": "members", "value": [{"value": IDS[0]}]},
                {"op": "add", "path": "members", "value": [{"value": IDS[0]}]},
            ],
            [*IDS[1:], IDS[0]],
        ),
        (
            [
                {"op": "add", "path": "members", "value": [{"value": "new"}]},
                {"op": "remove", "path": 'members[value eq "new"]'},
                {"op": "replace", "path": "displayName", "value": "Some"},
            ],
            IDS,
        ),
    ],
    ids=range(8),
)
def test_those_who_are_named_go_and_in_this_order(
    operations: list[dict[str, Any]], staying: list[str]
) -> None:
    assert left(patched(IDS, *operations)) == staying


def test_who_was_not_there_is_no_change() -> None:
    assert patched(IDS, {"op": "remove", "path": "members", "value": [{"value": "x"}]}) is None
    assert patched(IDS, {"op": "remove", "path": 'members[value eq "x"]'}) is None


def test_thousands_go_in_no_time() -> None:
    ids = [str(uuid4()) for _ in range(MANY)]
    began = time.process_time()
    everybody = {"op": "remove", "path": "members", "value": [{"value": one} for one in ids]}
    assert left(patched(ids, everybody)) == []
    one_by_one = [{"op": "remove", "path": f'members[value eq "{one}"]'} for one in ids[:200]]
    assert left(patched(ids, *one_by_one)) == ids[200:]
    assert time.process_time() - began < 3
