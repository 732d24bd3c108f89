"""Each text comes in the best language there is, and says in which; what is missing is listed."""

from typing import Any

import pytest

from app.domain.people import service as people
from app.domain.people.commands import ChangeOrganisation, UpsertPeople
from tests.conversation_templates.asking import Json, asked, draft, published, question, texts
from tests.world import World

CHOICE: Json = {
    "key": "path",
    "kind": "choice",
    "texts": texts(en="Path?", sv="Väg?", sv_FI="Stig?"),
    "options": [
        {"key": "deepen", "texts": texts(en="Deeper", sv_FI="Djupare")},
        {"key": "lead", "texts": texts(en="Lead", sv="Leda")},
    ],
}
LANGUAGES: Json = {
    "texts": texts(en="Ours", de="Unsere"),
    "reflection": [question(texts=texts(en="Glad?", sv="Nöjd?"))],
    "planning": [CHOICE],
    "action": [question("next", texts=texts(en="Next?"))],
}


def told(version: Json) -> list[tuple[str, str]]:
    """Every text with its language, in their order."""
    found = [(version["title"], version["locale"])]
    for one in (*version["reflection"], *version["planning"], *version["action"]):
        found.append((one["title"], one["locale"]))
        found += [(each["title"], each["locale"]) for each in one["options"]]
    return found


ENGLISH = [
    ("Ours", "en"),
    ("Glad?", "en"),
    ("Path?", "en"),
    ("Deeper", "en"),
    ("Lead", "en"),
    ("Next?", "en"),
]
SWEDISH = {
    "sv": {1: ("Nöjd?", "sv"), 2: ("Väg?", "sv"), 4: ("Leda", "sv")},
    "sv-FI": {
        1: ("Nöjd?", "sv"),
        2: ("Stig?", "sv-FI"),
        3: ("Djupare", "sv-FI"),
        4: ("Leda", "sv"),
    },
}


def expected(locale: str) -> list[tuple[str, str]]:
    better = SWEDISH.get(locale, {})
    return [better.get(at, text) for at, text in enumerate(ENGLISH)]


@pytest.mark.parametrize(
    ("asked_for", "found"),
    [
        ("sv-FI", "sv-FI"),
        ("SV-fi", "sv-FI"),
        ("sv-FI-x-ours", "sv-FI"),
        ("sv-SE", "sv"),
        ("sv", "sv"),
        ("svx", "en"),
        ("fr-CA", "en"),
        ("en-GB", "en"),
    ],
)
async def test_the_longest_tag_that_the_wanted_one_begins_with(
    world: World, asked_for: str, found: str
) -> None:
    version = await published(world, **LANGUAGES)
    path = f"template-versions/{version['id']}?locale={asked_for}"

    assert told(await asked(world, "GET", path)) == expected(found)


async def test_a_person_reads_their_own_language_and_a_machine_the_organisations(
    world: World,
) -> None:
    version = await published(world, **LANGUAGES)
    person = {"externalId": "jonas", "userName": "jonas", "displayName": "J", "locale": "sv-FI"}
    await world.do("vendor", people.upsert_people, command=UpsertPeople(items=[person]))
    command = ChangeOrganisation(locale="sv-SE")
    await world.do("amina", people.change_organisation, command=command, if_version=1)
    path = f"template-versions/{version['id']}"
    shown = {
        who: told(await asked(world, "GET", path, who=who)) for who in ("amina", "jonas", "vendor")
    }

    assert shown["amina"] == ENGLISH
    assert shown["jonas"] == expected("sv-FI")
    assert shown["vendor"] == expected("sv")


async def test_the_graph_shows_the_same(world: World) -> None:
    version = await published(world, **LANGUAGES)
    query = (
        "query ($id: UUID!) { templateVersion(templateVersionId: $id, locale: $LOCALE)"
        " { title locale planning { key kind required help title locale"
        " options { key title locale } } } }"
    ).replace("$LOCALE", '"sv-FI"')
    body = (await world.graphql("jonas", query, {"id": version["id"]})).json()
    plain = await asked(world, "GET", f"template-versions/{version['id']}?locale=sv-FI")

    assert "errors" not in body, body
    [planned] = body["data"]["templateVersion"]["planning"]
    assert planned | {"kind": "choice"} == plain["planning"][0]


async def test_a_draft_that_has_no_text_yet_shows_as_such(world: World) -> None:
    made = await draft(world, reflection=[question(texts=texts(sv="Nöjd?"))])
    shown = await asked(world, "GET", f"template-versions/{made['draftId']}")

    assert told(shown) == [("Ours", "en"), (None, None)]


# What is missing


async def missing(world: World, id: str, query: str = "") -> list[tuple[Any, ...]]:
    found = await asked(world, "GET", f"template-versions/{id}/missing-texts{query}")
    return [
        (one["locale"], one["section"], one["questionKey"], one["optionKey"], one["lacks"])
        for one in found["data"]
    ]


async def test_what_is_missing_in_a_language_is_listed_in_its_order(world: World) -> None:
    version = await published(world, **LANGUAGES)

    assert await missing(world, version["id"], "?locales=sv,en-GB,sv-FI") == [
        ("sv", None, None, None, "text"),
        ("sv", "planning", "path", "deepen", "text"),
        ("sv", "action", "next", None, "text"),
        ("sv-FI", None, None, None, "text"),
        ("sv-FI", "action", "next", None, "text"),
    ]


async def test_help_that_only_the_default_locale_has_is_missing_too(world: World) -> None:
    helped = {"key": "glad", "kind": "text", "texts": texts(en="Glad?", sv="Nöjd?")}
    helped["texts"][0]["help"] = "Anything"
    version = await published(world, texts=texts(en="Ours", sv="Vår"), reflection=[helped])

    assert await missing(world, version["id"], "?locales=sv") == [
        ("sv", "reflection", "glad", None, "help")
    ]


async def test_the_languages_of_those_who_work_here_are_looked_at(world: World) -> None:
    version = await published(world)
    assert await missing(world, version["id"]) == []
    items = [
        {"externalId": name, "userName": name, "displayName": name, "locale": locale, **more}
        for name, locale, more in (
            ("tomas", "pt-BR", {}),
            ("olga", "uk", {"status": "left"}),
        )
    ]
    await world.do("vendor", people.upsert_people, command=UpsertPeople(items=items))

    assert {one[0] for one in await missing(world, version["id"])} == {"pt-BR"}


async def test_the_list_of_what_is_missing_has_pages(world: World) -> None:
    version = await published(world, **LANGUAGES)
    path = f"template-versions/{version['id']}/missing-texts?locales=de,fr,sv&limit=2"
    pages: list[Json] = [await asked(world, "GET", path)]
    while cursor := pages[-1]["nextCursor"]:
        pages.append(await asked(world, "GET", f"{path}&cursor={cursor}"))
    found = [one["id"] for page in pages for one in page["data"]]

    assert len(pages) == 7
    assert len(found) == len(set(found)) == 14
