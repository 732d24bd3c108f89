"""Each reads competencies in their own language, as far as there are translations."""

from typing import Any

import pytest

from app.domain.people import service as people
from app.domain.people.commands import ChangeOrganisation, UpsertPeople
from tests.competencies.kit import a_model, in_force, one, sync
from tests.world import World

TRANSLATED = one(
    "A",
    name="Speaking",
    statement="Speaks.",
    translations={
        "sv": {"name": "Tala", "statement": "Talar."},
        "sv-Latn": {"name": "Tala (latinskt)"},
        "de-CH": {"name": "Reden", "statement": "Redet."},
    },
)
ENGLISH = ("Speaking", "en-GB", "Speaks.", "en-GB")
SWEDISH = ("Tala", "sv", "Talar.", "sv")


@pytest.fixture
async def id(world: World) -> str:
    await sync(world, a_model(TRANSLATED, "B", framework={"language": "en-GB"}))
    return str((await in_force(world))["A"]["id"])


def shown(competency: dict[str, Any]) -> tuple[str, ...]:
    assert (competency["name"], competency["statement"]) == ("Speaking", "Speaks.")
    names = ("shownName", "shownLocale", "shownStatement", "shownStatementLocale")
    return tuple(competency[name] for name in names)


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("sv", SWEDISH),
        ("sv-SE", SWEDISH),
        ("SV-se", SWEDISH),
        ("sv-Latn-FI", ("Tala (latinskt)", "sv-Latn", "Talar.", "sv")),
        ("svx", ENGLISH),
        ("de-CH", ("Reden", "de-CH", "Redet.", "de-CH")),
        ("de", ENGLISH),
        ("en-GB-oxendict", ENGLISH),
        ("fr", ENGLISH),
    ],
)
async def test_the_longest_tag_that_the_wanted_one_begins_with_is_the_best(
    world: World, id: str, locale: str, expected: tuple[str, ...]
) -> None:
    found = await world.rest("amina", "GET", f"/v1/competencies/{id}?locale={locale}")
    assert shown(found.json()) == expected
    listed = await world.rest("amina", "GET", f"/v1/competencies?code=A&locale={locale}")
    assert [shown(each) for each in listed.json()["data"]] == [expected]


async def test_own_texts_are_better_than_a_translation_into_less(world: World) -> None:
    more = {"translations": {"en": {"name": "Speech"}, "EN-gb": {"name": "Talking"}}}
    await sync(world, a_model(one("A", name="S", **more), framework={"language": "en-GB"}))

    listed = await world.rest("amina", "GET", "/v1/competencies?code=A&locale=en-GB")
    [found] = listed.json()["data"]
    assert (found["shownName"], found["shownLocale"]) == ("S", "en-GB")
    listed = await world.rest("amina", "GET", "/v1/competencies?code=A&locale=en-US")
    [found] = listed.json()["data"]
    assert (found["shownName"], found["shownLocale"]) == ("Speech", "en")
    assert found["shownStatementLocale"] == "en-GB"


async def test_persons_read_their_own_language_and_clients_that_of_the_organisation(
    world: World, id: str
) -> None:
    person = {"externalId": "jonas", "userName": "jonas", "displayName": "J", "locale": "sv-FI"}
    await world.do("vendor", people.upsert_people, command=UpsertPeople(items=[person]))
    command = ChangeOrganisation(locale="de-CH")
    await world.do("amina", people.change_organisation, command=command, if_version=1)

    for who, name in (("jonas", "Tala"), ("vendor", "Reden")):
        path = f"/v1/competencies/{id}"
        assert (await world.rest(who, "GET", path)).json()["shownName"] == name
        [listed] = (await world.rest(who, "GET", "/v1/competencies?code=A")).json()["data"]
        assert listed["shownName"] == name
        framework = f"/v1/competency-frameworks/{listed['frameworkId']}?expand=competencies"
        within = (await world.rest(who, "GET", framework)).json()["competencies"]
        assert name in {each["shownName"] for each in within}


async def test_the_graph_takes_a_language_too(world: World, id: str) -> None:
    query = (
        'query ($id: UUID!) { competency(competencyId: $id, locale: "sv-SE") { shownName }'
        ' competencies(code: "A", locale: "de-CH") { edges { node { shownName shownLocale } } } }'
    )
    answer = (await world.graphql("amina", query, {"id": id})).json()
    assert "errors" not in answer, answer
    assert answer["data"]["competency"] == {"shownName": "Tala"}
    [edge] = answer["data"]["competencies"]["edges"]
    assert edge["node"] == {"shownName": "Reden", "shownLocale": "de-CH"}


@pytest.mark.parametrize("locale", ["s", "sv_SE", "sv--SE", "sv-" + "x" * 40, ""])
async def test_what_is_no_language_is_refused(world: World, id: str, locale: str) -> None:
    answer = await world.rest("amina", "GET", f"/v1/competencies/{id}?locale={locale}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"][0]["pointer"] == "/locale"
