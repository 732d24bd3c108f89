"""Absent, null and a value are three things in what is changed; a default is what absent means."""

from collections.abc import Iterator
from types import NoneType
from typing import get_args

import pytest
from graphql import GraphQLInputObjectType, Undefined, get_named_type, is_non_null_type
from pydantic import ValidationError
from pydantic.alias_generators import to_camel

from app.contracts import use_cases
from app.domain.shape import Change, Command
from app.domain.use_case import Action
from tests.asking import GRAPH, MUTATIONS
from tests.schema.asking import data, post
from tests.world import World


def inputs() -> Iterator[tuple[type[Command], GraphQLInputObjectType]]:
    """Each command with the input that it became."""
    root = GRAPH.mutation_type
    assert root is not None
    for use_case in use_cases().values():
        if isinstance(use_case, Action) and use_case.command and use_case.name in MUTATIONS:
            argument = root.fields[MUTATIONS[use_case.name]].args["input"]
            kind = get_named_type(argument.type)
            assert isinstance(kind, GraphQLInputObjectType)
            yield use_case.command, kind


@pytest.mark.parametrize(("command", "kind"), [*inputs()], ids=str)
def test_the_schema_says_what_may_be_left_out_and_what_that_means(
    command: type[Command], kind: GraphQLInputObjectType
) -> None:
    for name, field in command.model_fields.items():
        shown = kind.fields[to_camel(name)]
        if field.is_required():
            assert shown.default_value is Undefined
            assert is_non_null_type(shown.type) or NoneType in get_args(field.annotation)
        elif shown.default_value is Undefined:
            assert not is_non_null_type(shown.type)
        else:
            assert shown.default_value == field.get_default()
            assert is_non_null_type(shown.type) != (NoneType in get_args(field.annotation))


@pytest.mark.parametrize(
    ("command", "kind"),
    [pair for pair in inputs() if issubclass(pair[0], Change)],
    ids=str,
)
def test_a_change_puts_nothing_in_the_place_of_what_is_absent(
    command: type[Command], kind: GraphQLInputObjectType
) -> None:
    for name, field in command.model_fields.items():
        assert kind.fields[to_camel(name)].default_value is Undefined
        if not field.is_required() and NoneType not in get_args(field.annotation):
            with pytest.raises(ValidationError):
                command.model_validate({to_camel(name): None})


CHANGE = """mutation ($i: ChangeMilestoneInput!) { changeMilestone(input: $i) {
  __typename
  ... on Milestone { title successMeasure version }
  ... on InvalidInput { code errors { pointer } } } }"""


async def test_absent_stays_null_clears_and_a_value_is_taken(world: World) -> None:
    step = await world.a_milestone(success_measure="Applause")
    asked = {"milestoneId": step["id"], "ifVersion": 1}
    one = (await data(world, CHANGE, {"i": asked | {"title": "Other"}}))["changeMilestone"]
    assert (one["title"], one["successMeasure"]) == ("Other", "Applause")
    asked["ifVersion"] = one["version"]
    one = (await data(world, CHANGE, {"i": asked | {"successMeasure": None}}))["changeMilestone"]
    assert (one["title"], one["successMeasure"]) == ("Other", None)


async def test_a_variable_that_is_absent_is_absent(world: World) -> None:
    """Written out with variables, of which only some come."""
    step = await world.a_milestone(success_measure="Applause")
    query = """mutation ($id: UUID!, $v: Int!, $title: String, $measure: String) {
      changeMilestone(input: {
        milestoneId: $id, ifVersion: $v, title: $title, successMeasure: $measure
      }) { ... on Milestone { title successMeasure } } }"""
    given = {"id": step["id"], "v": 1, "title": "Other"}
    one = (await data(world, query, given))["changeMilestone"]
    assert one == {"title": "Other", "successMeasure": "Applause"}


async def test_null_is_refused_where_there_has_to_be_something_as_over_rest(world: World) -> None:
    step = await world.a_milestone()
    asked = {"milestoneId": step["id"], "ifVersion": 1, "title": None}
    one = (await data(world, CHANGE, {"i": asked}))["changeMilestone"]
    path = f"/v1/milestones/{step['id']}"
    rest = await world.rest("amina", "PATCH", path, {"title": None}, if_match='"1"')
    assert one["code"] == rest.json()["code"] == "invalid"
    assert one["errors"] == [{"pointer": "/title"}]


async def test_a_default_is_what_absent_means_and_null_is_not(world: World) -> None:
    plan = await world.a_plan()
    query = """mutation ($i: AddMilestoneInput!) { addMilestone(input: $i) {
      ... on Milestone { kind } ... on Refusal { code } } }"""
    given = {"planId": plan["id"], "title": "Talk", "ownerId": str(world.id("amina"))}
    given["dueOn"] = "2031-01-31"
    assert (await data(world, query, {"i": given}))["addMilestone"] == {"kind": "NEXT_STEP"}
    told = (await post(world, {"query": query, "variables": {"i": given | {"kind": None}}})).json()
    assert told.keys() == {"errors"}
    assert told["errors"][0]["extensions"]["code"] == "graphql_invalid"
    rest = await world.rest(
        "amina", "POST", f"/v1/plans/{plan['id']}/milestones", given | {"kind": None}
    )
    assert rest.status_code == 422
