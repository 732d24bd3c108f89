"""What a step needs: of each kind exactly what belongs to it, and nothing half said is kept."""

from itertools import combinations
from typing import Any

import pytest

from tests.plans.steps import Steps, stored
from tests.world import World

Json = dict[str, Any]
KINDS: dict[str, Json] = {
    "time": {"minutes": 90},
    "budget": {"amountMinor": 12_000, "currency": "EUR"},
    "link": {"url": "https://example.com/a?b=c#d"},
    "course": {"courseId": "LMS-42"},
    "approver": {"approverId": "jonas"},
}
OWN = ("minutes", "amountMinor", "currency", "url", "courseId", "approverId")
ALL: Json = {name: value for fields in KINDS.values() for name, value in fields.items()}
WRONG = [
    (kind, names)
    for kind in KINDS
    for count in range(len(OWN) + 1)
    for names in combinations(OWN, count)
    if set(names) != set(KINDS[kind])
]


@pytest.fixture
async def steps(world: World) -> Steps:
    return await Steps.begin(world, "step")


def body(steps: Steps, kind: str, given: Json) -> Json:
    approver = {"approverId": steps.world.id("jonas")} if "approverId" in given else {}
    return {"kind": kind, **given, **approver}


async def added(steps: Steps, kind: str, who: str = "amina", **more: Any) -> Json:
    path = f"{steps.path('step')}/resources"
    return await steps.posted(who, path, body(steps, kind, KINDS[kind] | more))


async def kept(steps: Steps) -> int:
    return await stored(steps.world, "milestone_resource", "milestone_id", steps.ids["step"])


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_has_its_own_fields(steps: Steps, kind: str) -> None:
    made = await added(steps, kind, title="What for", note="Because")
    [shown] = (await steps.read("step", expand="resources"))["resources"]
    expected = dict.fromkeys(OWN) | body(steps, kind, KINDS[kind])
    expected.pop("kind")

    assert made == shown
    assert {name: made[name] for name in OWN} == {
        name: str(value) if name == "approverId" and value else value
        for name, value in expected.items()
    }
    assert (made["kind"], made["title"], made["note"]) == (kind, "What for", "Because")
    assert (made["version"], made["approvedAt"]) == (1, None)


async def test_every_other_combination_is_refused_and_nothing_is_kept(steps: Steps) -> None:
    path = f"{steps.path('step')}/resources"
    for kind, names in WRONG:
        given = {name: ALL[name] for name in names}
        answer = await steps.world.rest("amina", "POST", path, body(steps, kind, given))
        assert (answer.status_code, answer.json()["code"]) == (422, "resource_mismatch"), names

    assert len(WRONG) == len(KINDS) * (2 ** len(OWN) - 1)
    assert await kept(steps) == 0


WORDS: dict[str, Json] = {
    "javascript": {"kind": "link", "url": "javascript:alert(1)"},
    "data": {"kind": "link", "url": "data:text/html,hello"},
    "ftp": {"kind": "link", "url": "ftp://example.com/a"},
    "no scheme": {"kind": "link", "url": "example.com/a"},
    "no host": {"kind": "link", "url": "https:///a"},
    "a space": {"kind": "link", "url": "https://example.com/a b"},
    "a space before": {"kind": "link", "url": " https://example.com"},
    "a space after": {"kind": "link", "url": "https://example.com "},
    "a line break": {"kind": "link", "url": "https://example.com\n"},
    "quotes": {"kind": "link", "url": 'https://example.com/"onclick='},
    "angles": {"kind": "link", "url": "https://example.com/<script>"},
    "too long": {"kind": "link", "url": "https://example.com/" + "a" * 1981},
    "no text": {"kind": "link", "url": ""},
    "lower case": {"kind": "budget", "amountMinor": 1, "currency": "eur"},
    "two letters": {"kind": "budget", "amountMinor": 1, "currency": "EU"},
    "four letters": {"kind": "budget", "amountMinor": 1, "currency": "EURO"},
    "below nothing": {"kind": "budget", "amountMinor": -1, "currency": "EUR"},
    "too much": {"kind": "budget", "amountMinor": 2**31, "currency": "EUR"},
    "part of a cent": {"kind": "budget", "amountMinor": 1.5, "currency": "EUR"},
    "no time": {"kind": "time", "minutes": 0},
    "negative": {"kind": "time", "minutes": -5},
    "forever": {"kind": "time", "minutes": 1_000_001},
    "no course": {"kind": "course", "courseId": ""},
    "a course of words": {"kind": "course", "courseId": "Public speaking"},
    "nobody's id": {"kind": "approver", "approverId": "jonas"},
    "no kind that there is": {"kind": "holiday"},
}
POINTERS = {
    "link": "/url",
    "time": "/minutes",
    "course": "/courseId",
    "approver": "/approverId",
    "holiday": "/kind",
}


@pytest.mark.parametrize("named", WORDS)
async def test_a_value_that_is_none_is_refused_where_it_stands(steps: Steps, named: str) -> None:
    given = WORDS[named]
    answer = await steps.world.rest("amina", "POST", f"{steps.path('step')}/resources", given)
    money = "/currency" if given.get("amountMinor") == 1 else "/amountMinor"

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    [fault] = answer.json()["errors"]
    assert fault["pointer"] == POINTERS.get(given["kind"], money)
    assert str(given.get("url") or "javascript") not in answer.text
    assert await kept(steps) == 0


async def test_the_largest_of_each_is_fine(steps: Steps) -> None:
    await added(steps, "link", url="https://example.com/" + "a" * 1980)
    await added(steps, "link", url="HTTP://EXAMPLE.com:8080/%20?q=ä".replace("ä", "%C3%A4"))
    await added(steps, "time", minutes=1_000_000)
    await added(steps, "budget", amountMinor=2**31 - 1, currency="JPY")
    await added(steps, "budget", amountMinor=0, currency="SEK")

    assert await kept(steps) == 5


async def change(steps: Steps, made: Json, who: str = "amina", **given: Any) -> Any:
    path = f"/v1/milestone-resources/{made['id']}"
    return await steps.world.rest(who, "PATCH", path, given, if_match="*")


@pytest.mark.parametrize("kind", KINDS)
async def test_it_can_be_described_differently_within_its_kind(steps: Steps, kind: str) -> None:
    made = await added(steps, kind)
    for name in OWN:
        if name == "approverId":
            answer = await change(steps, made, approverId=str(steps.world.id("olga")))
            assert answer.status_code == 422
        elif name not in KINDS[kind]:
            answer = await change(steps, made, **{name: ALL[name]})
            assert (answer.status_code, answer.json()["code"]) == (422, "resource_mismatch")
        else:
            nothing: Json = {name: None}
            answer = await change(steps, made, **nothing)
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
            answer = await change(steps, made, **{name: ALL[name]})
            assert answer.json()["version"] == 1  # it says so already

    answer = await change(steps, made, title="New", note=None)
    assert (answer.status_code, answer.json()["title"], answer.json()["version"]) == (200, "New", 2)
    assert {name: made[name] for name in OWN} == {name: answer.json()[name] for name in OWN}


async def test_new_values_are_checked_as_the_first_were(steps: Steps) -> None:
    made = [await added(steps, kind) for kind in ("link", "budget", "time")]
    heard = [
        await change(steps, made[0], url="javascript:alert(1)"),
        await change(steps, made[1], currency="eur"),
        await change(steps, made[2], minutes=-1),
        await change(steps, made[2], kind="link"),
    ]

    pointers = [one.json()["errors"][0]["pointer"] for one in heard]
    assert {one.status_code for one in heard} == {422}
    assert pointers == ["/url", "/currency", "/minutes", "/kind"]
    shown = (await steps.read("step", expand="resources"))["resources"]
    assert shown == made


async def test_its_words_are_for_people(steps: Steps) -> None:
    made = await added(steps, "time", title="Off work", note="To prepare")
    found = await steps.world.rest("vendor", "GET", f"/v1/milestone-resources/{made['id']}")

    assert found.json() == made | {"title": None, "note": None}


async def test_it_can_be_taken_out(steps: Steps) -> None:
    made = await added(steps, "time")
    path = f"/v1/milestone-resources/{made['id']}"
    gone = await steps.world.rest("jonas", "DELETE", path, if_match="*")
    again = await steps.world.rest("jonas", "DELETE", path, if_match="*")

    assert (gone.status_code, again.status_code) == (204, 404)
    assert await kept(steps) == 0


@pytest.mark.parametrize(
    ("who", "status"), [("priya", 403), ("vendor", 403), ("tomas", 404), ("olga", 404)]
)
async def test_who_has_no_say_changes_nothing(steps: Steps, who: str, status: int) -> None:
    made = await added(steps, "time")
    path = f"/v1/milestone-resources/{made['id']}"
    world = steps.world
    heard = [
        await world.rest(who, "POST", f"{steps.path('step')}/resources", {"kind": "time"}),
        await change(steps, made, who, minutes=1),
        await world.rest(who, "DELETE", path, if_match="*"),
        await world.rest(who, "POST", f"{path}/approve", {}, if_match="*"),
    ]

    assert {one.status_code for one in heard} == {status}
    assert (await steps.read("step", expand="resources"))["resources"] == [made]


async def test_what_a_private_step_needs_is_the_person_s_alone(steps: Steps) -> None:
    await steps.a_secret("secret")
    path = f"{steps.path('secret')}/resources"
    made = await steps.posted("amina", path, {"kind": "time", "minutes": 5})
    for who in ("jonas", "priya", "vendor"):
        found = await steps.world.rest(who, "GET", f"/v1/milestone-resources/{made['id']}")
        assert found.status_code == 404
