"""Two or more who sync, publish and plan the same model at once: as if one came after the other."""

import asyncio
from typing import Any

import pytest
from httpx import Response

from tests.competencies.edits import Model, document
from tests.competencies.story import Story
from tests.competencies.test_killed import FIRST, SECOND, begun, one, role
from tests.world import World

CODE = "craft"
ROUNDS = 6
MANY = 10
PATH = "/v1/competency-frameworks"
THIRD: Model = SECOND | {
    "scale": FIRST["scale"],
    "competencies": [one(1, "C", edition=3, replaces=["A", "E"]), one(3, "A", 1, identifier="c")],
    "links": [],
    "roles": [role(2, k3="P")],
    "ways": [],
}


async def ask(world: World, path: str, body: Any = None, **headers: str) -> Response:
    return await world.rest("vendor", "POST", f"{PATH}{path}", body, **headers)


async def synced(world: World, model: Model, code: str = CODE, **more: Any) -> Response:
    return await ask(world, ":sync", {"document": document(model, code), **more})


async def follow(story: Story, *tried: tuple[Model, Response]) -> list[Model]:
    """Hold everything against one after the other, in the order that their answers tell."""
    assert [answer.status_code for _, answer in tried] == [200] * len(tried), [
        answer.text for _, answer in tried
    ]
    reports = sorted(
        ((model, answer.json()) for model, answer in tried),
        key=lambda done: (done[1]["number"], not done[1]["changed"]),
    )
    rows = await story.rows()
    for model, report in reports:
        story.follows(model, rows, report)
    await story.holds()
    return [model for model, _ in reports]


def numbered(number: int) -> Model:
    """One of many, all of them different and of the same code."""
    models = (FIRST, SECOND, THIRD)
    return models[number % len(models)] | {"framework": {"title": f"Craft {number}"}}


async def test_two_that_sync_at_once_come_one_after_the_other(world: World) -> None:
    story = await begun(world, CODE)
    for _ in range(ROUNDS):
        models = (SECOND, THIRD)
        answers = await asyncio.gather(*(synced(world, model) for model in models))
        await follow(story, *zip(models, answers, strict=True))
        await story.brings(FIRST)

    assert len(story.ledger.published) == 1 + 3 * ROUNDS


async def test_of_many_first_syncs_one_begins_the_framework(world: World) -> None:
    models = [numbered(number) for number in range(MANY)]

    answers = await asyncio.gather(*(synced(world, model) for model in models))

    story = Story(world, CODE)
    await follow(story, *zip(models, answers, strict=True))
    assert len(story.ledger.published) == MANY
    assert len({answer.json()["frameworkId"] for answer in answers}) == 1


async def test_of_many_who_bring_the_same_one_does(world: World) -> None:
    answers = await asyncio.gather(*(synced(world, FIRST) for _ in range(MANY)))

    story = Story(world, CODE)
    await follow(story, *((FIRST, answer) for answer in answers))
    assert sorted(answer.json()["changed"] for answer in answers) == [False] * (MANY - 1) + [True]


async def test_of_many_plans_one_is_carried_out_and_the_others_are_outdated(world: World) -> None:
    story = await begun(world, CODE)
    models = [numbered(number) for number in range(MANY)]
    plans = [(await synced(world, model, dryRun=True)).json()["plan"] for model in models]

    answers = await asyncio.gather(
        *(synced(world, model, plan=plan) for model, plan in zip(models, plans, strict=True))
    )

    [(model, done)] = [
        (model, answer) for model, answer in zip(models, answers, strict=True) if answer.is_success
    ]
    refused = [answer for answer in answers if answer is not done]
    assert {(each.status_code, each.json()["code"]) for each in refused} == {
        (409, "sync_plan_outdated")
    }
    assert done.json()["plan"] == plans[models.index(model)]
    await follow(story, (model, done))


@pytest.mark.parametrize("version", ["this one", "any"])
async def test_a_sync_beside_the_publication_of_a_draft(world: World, version: str) -> None:
    story = await begun(world, CODE)
    for number in range(ROUNDS):
        await story.brings(SECOND, how="leave a draft")
        framework = (await story.rows()).framework
        assert framework is not None
        match = f'"{framework["version"]}"' if version == "this one" else "*"
        publication = ask(world, f"/{framework['id']}/publish", if_match=match)
        asked = [publication, synced(world, THIRD)]

        answers = await asyncio.gather(*(asked if number % 2 else reversed(asked)))

        published, report = answers if number % 2 else reversed(answers)
        if published.is_success:
            story.follows(SECOND, await story.rows())
        else:
            codes = {"this one": (412, "stale"), "any": (409, "nothing_to_publish")}
            assert (published.status_code, published.json()["code"]) == codes[version]
        await follow(story, (THIRD, report))
        await story.brings(FIRST)


async def test_a_sync_beside_one_that_throws_the_draft_away(world: World) -> None:
    story = await begun(world, CODE)
    for _ in range(ROUNDS):
        await story.brings(SECOND, how="leave a draft")
        framework = (await story.rows()).framework
        assert framework is not None
        discarding = ask(world, f"/{framework['id']}/discard-draft", if_match="*")

        report, discarded = await asyncio.gather(synced(world, THIRD), discarding)

        assert discarded.status_code in (200, 409), discarded.text
        await follow(story, (THIRD, report))
        await story.brings(FIRST)


async def test_of_two_models_with_one_role_the_second_is_refused(world: World) -> None:
    """Each framework is locked by itself: what they have in common is the code of a role."""
    first, second = (document(FIRST, code) for code in (CODE, "other"))
    second |= {"roleProfiles": first["roleProfiles"], "pathways": first["pathways"]}

    answers = await asyncio.gather(
        *(ask(world, ":sync", {"document": each}) for each in (first, second))
    )

    statuses = {answer.status_code: answer.json() for answer in answers}
    assert statuses.keys() == {200, 422}, statuses
    assert statuses[422]["code"] == "model_unreadable"
    [kept] = (await world.rest("vendor", "GET", PATH)).json()["data"]
    assert kept["id"] == statuses[200]["frameworkId"]
