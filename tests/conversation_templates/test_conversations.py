"""A conversation keeps the questions of the day it was scheduled; both sides answer, or do not."""

from typing import Any

import pytest

from tests.conversation_templates.asking import Json, asked, content, published, question, texts
from tests.world import World

THREE: Json = {
    "reflection": [question("glad", required=True), question("fit", "scale", required=True)],
    "planning": [
        question("path", "choice", options=[{"key": k, "texts": texts(en=k)} for k in ("a", "b")])
    ],
    "action": [question("next", required=True)],
}
FIRST = [
    {"questionKey": "glad", "text": "The talk"},
    {"questionKey": "path", "option": "b"},
    {"questionKey": "fit", "value": 1},
]


async def scheduled(world: World, **given: Any) -> Json:
    pair = {"personId": str(world.id("amina")), "partnerId": str(world.id("jonas"))}
    body = pair | {"scheduledAt": "2031-05-01T09:00:00Z"} | given
    answer = await world.rest("jonas", "POST", "/v1/conversations", body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def prepared(world: World, id: str, who: str, **given: Any) -> Json:
    body = {"hopes": "Talks"} | given
    answer = await world.rest(who, "PUT", f"/v1/conversations/{id}/preparation", body)
    assert answer.is_success, answer.text
    return dict(answer.json())


async def answers(world: World, id: str, who: str, of: str) -> list[tuple[Any, ...]]:
    path = f"conversations/{id}/preparations?expand=answers,author"
    found = (await asked(world, "GET", path, who=who))["data"]
    [theirs] = [one for one in found if one["authorId"] == str(world.id(of))]
    return [
        (one["questionKey"], one["text"], one["value"], one["option"]) for one in theirs["answers"]
    ]


# Which questions


async def test_the_usual_template_is_taken_where_it_is_there(world: World) -> None:
    before = await scheduled(world)
    version = await published(world, "career")
    after = await scheduled(world)
    without = await scheduled(world, templateKey=None)

    assert [one["templateVersionId"] for one in (before, after, without)] == [
        None,
        version["id"],
        None,
    ]
    path = f"/v1/conversations/{before['id']}/questions"
    assert (await world.rest("amina", "GET", path)).status_code == 404


async def test_it_keeps_its_questions_whatever_becomes_of_the_template(world: World) -> None:
    version = await published(world, **THREE)
    talk = await scheduled(world, templateKey="ours")
    template = f"conversation-templates/{version['templateId']}"
    begun = await asked(world, "POST", f"{template}/draft")
    again = content(texts=texts(en="Other"), planning=[question("other")])
    await asked(world, "PUT", f"template-versions/{begun['id']}/content", again)
    await asked(world, "POST", f"template-versions/{begun['id']}/publish")
    later = await scheduled(world, templateKey="ours")
    await asked(world, "POST", f"template-versions/{version['id']}/retire")
    await asked(world, "POST", f"{template}/retire")

    shown = await asked(world, "GET", f"conversations/{talk['id']}/questions", who="jonas")
    expanded = await asked(world, "GET", f"conversations/{talk['id']}?expand=template")
    assert shown == expanded["template"] | {"status": "retired"}
    assert (shown["id"], shown["title"]) == (version["id"], "Ours")
    assert [one["key"] for one in shown["reflection"]] == ["glad", "fit"]
    assert later["templateVersionId"] == begun["id"]
    saved = await prepared(world, talk["id"], "amina", answers=FIRST)
    assert saved["openQuestions"] == ["next"]


@pytest.mark.parametrize("wanted", ["?locale=sv-FI", ""])
async def test_each_side_reads_them_in_a_language_of_theirs(world: World, wanted: str) -> None:
    both = question("glad", texts=texts(en="Glad?", sv="Nöjd?"))
    await published(world, reflection=[both])
    talk = await scheduled(world, templateKey="ours")
    shown = await asked(world, "GET", f"conversations/{talk['id']}/questions{wanted}")

    [told] = shown["reflection"]
    assert (told["title"], told["locale"]) == (("Nöjd?", "sv") if wanted else ("Glad?", "en"))


# Answers


async def test_both_sides_see_what_each_answers_and_machines_do_not(world: World) -> None:
    await published(world, **THREE)
    id = (await scheduled(world, templateKey="ours"))["id"]
    await prepared(world, id, "amina", answers=FIRST)
    await prepared(world, id, "jonas", answers=[])
    hers = [("fit", None, 1, None), ("glad", "The talk", None, None), ("path", None, None, "b")]

    for who in ("amina", "jonas"):
        assert await answers(world, id, who, "amina") == hers
        assert await answers(world, id, who, "jonas") == []
    path = f"conversations/{id}/preparations?expand=answers"
    for who in ("vendor", "priya"):
        assert (await asked(world, "GET", path, who=who))["data"] == []


async def test_answers_take_the_place_of_those_before_and_stay_if_left_out(world: World) -> None:
    await published(world, **THREE)
    id = (await scheduled(world, templateKey="ours"))["id"]
    opened = [await prepared(world, id, "amina")]
    opened.append(await prepared(world, id, "amina", answers=FIRST))
    opened.append(await prepared(world, id, "amina", hopes="More"))
    again = [{"questionKey": "fit", "value": 5}, {"questionKey": "next", "text": "A step"}]
    opened.append(await prepared(world, id, "amina", answers=again))

    assert [one["openQuestions"] for one in opened] == [
        ["glad", "fit", "next"],
        ["next"],
        ["next"],
        ["glad"],
    ]
    assert await answers(world, id, "jonas", "amina") == [
        ("fit", None, 5, None),
        ("next", "A step", None, None),
    ]


async def test_a_refused_answer_says_which_and_changes_nothing(world: World) -> None:
    await published(world, **THREE)
    id = (await scheduled(world, templateKey="ours"))["id"]
    await prepared(world, id, "amina", answers=FIRST)
    wrong = [{"questionKey": "next", "text": "A step"}, {"questionKey": "path", "option": "c"}]
    body = {"hopes": "Other", "answers": wrong}
    refused = await world.rest("amina", "PUT", f"/v1/conversations/{id}/preparation", body)

    assert refused.json()["code"] == "answer_does_not_fit"
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/answers/1"]
    assert len(await answers(world, id, "amina", "amina")) == 3


async def test_a_conversation_without_questions_takes_no_answers(world: World) -> None:
    id = (await scheduled(world))["id"]
    path, body = f"/v1/conversations/{id}/preparation", {"hopes": "-", "answers": FIRST}
    refused = await world.rest("amina", "PUT", path, body)

    assert refused.json()["code"] == "question_unknown"
    assert (await prepared(world, id, "amina", answers=[]))["openQuestions"] == []


async def test_answers_stay_as_they_were_when_it_was_held(world: World) -> None:
    await published(world, **THREE)
    id = (await scheduled(world, templateKey="ours"))["id"]
    await prepared(world, id, "amina", answers=FIRST)
    before = await answers(world, id, "jonas", "amina")
    await asked(world, "POST", f"conversations/{id}/hold", {}, who="jonas")
    path, body = f"/v1/conversations/{id}/preparation", {"hopes": "-", "answers": []}
    refused = await world.rest("amina", "PUT", path, body)

    assert refused.json()["code"] == "conversation_over"
    assert await answers(world, id, "jonas", "amina") == before


async def test_closing_keeps_the_answers_and_what_was_shared_from_reflections(world: World) -> None:
    version = await published(world, **THREE)
    id = (await scheduled(world, templateKey="ours"))["id"]
    path = f"/v1/conversations/{id}"
    await prepared(world, id, "amina", answers=FIRST)
    reflection = await world.rest("amina", "POST", "/v1/reflections", {"body": "Long and mine"})
    shared = {"reflectionId": reflection.json()["id"], "body": "Short and ours"}
    assert (await world.rest("amina", "POST", f"{path}/extracts", shared)).is_success
    for step in ("hold", "close"):
        assert (await world.rest("jonas", "POST", f"{path}/{step}", {}, if_match="*")).is_success
    kept = (await world.rest("jonas", "GET", f"{path}/snapshot")).json()["document"]

    assert kept["conversation"]["templateVersionId"] == version["id"]
    given = [(a["questionKey"], a["text"] or a["value"] or a["option"]) for a in kept["answers"]]
    assert given == [("fit", 1), ("glad", "The talk"), ("path", "b")]
    assert {one["authorId"] for one in kept["answers"]} == {str(world.id("amina"))}
    assert [one["body"] for one in kept["extracts"]] == ["Short and ours"]
    assert "Long and mine" not in str(kept)
