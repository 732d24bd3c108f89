"""The committed schema keeps the rules of `sdl.py`, and what breaks one is found."""

from pathlib import Path

import pytest

from tests.architecture.sdl import faults

SDL = Path(__file__).parents[2] / "openapi" / "graphql.graphql"

GOOD = '''
"""Everything that can be read."""
type Query {
  """All that there are."""
  things(
    """How many at the most."""
    first: Int! = 50

    """The end of the page before."""
    after: String
  ): ThingConnection
}

"""Everything that can be done."""
type Mutation {
  """Make one of them."""
  makeThing(
    """All that it takes."""
    input: MakeThingInput!
  ): MakeThingPayload
}

"""What `makeThing` takes."""
input MakeThingInput {
  """What it is."""
  kind: ThingKind!
}

"""What a thing is."""
enum ThingKind {
  """It is quite large."""
  QUITE_LARGE
}

"""The result, or why it was refused."""
union MakeThingPayload = Thing | Conflict

"""Why it was refused."""
interface Refusal {
  """What programs read."""
  code: String!
}

"""The state does not allow it."""
type Conflict implements Refusal {
  """What programs read."""
  code: String!
}

"""One of them."""
type Thing {
  """What it is."""
  kind: ThingKind!
}

"""A page of a list of things."""
type ThingConnection {
  """What is on the page."""
  edges: [ThingEdge!]!

  """Where the page lies."""
  pageInfo: PageInfo!
}

"""One thing of a page."""
type ThingEdge {
  """What is listed."""
  node: Thing!

  """Its place in the list."""
  cursor: String!
}

"""Where a page lies."""
type PageInfo {
  """Whether there is more."""
  hasNextPage: Boolean!

  """Whether there is something before."""
  hasPreviousPage: Boolean!

  """The first cursor."""
  startCursor: String

  """The last cursor."""
  endCursor: String
}
'''

BROKEN = {
    "Thing says nothing": ('"""One of them."""\n', ""),
    "Thing.kind says nothing": (
        'type Thing {\n  """What it is."""\n',
        "type Thing {\n",
    ),
    "Query.things(first) says nothing": ('    """How many at the most."""\n', ""),
    "MakeThingInput.kind says nothing": (
        'MakeThingInput {\n  """What it is."""\n',
        "MakeThingInput {\n",
    ),
    "ThingKind.QUITE_LARGE says nothing": ('  """It is quite large."""\n', ""),
    "ThingKind.QUITE_LARGE says no sentence": ("It is quite large.", "quite large"),
    "ThingKind.quiteLarge is called otherwise": ("QUITE_LARGE", "quiteLarge"),
    "Mutation.make_thing is called otherwise": ("makeThing(", "make_thing("),
    "Mutation.makeThing does not take one": ("input: MakeThingInput!", "other: MakeThingInput!"),
    "Mutation.makeThing does not answer": ("): MakeThingPayload", "): MakeThingPayload!"),
    "MakeThingPayload has no refusal": ("Conflict implements Refusal", "Conflict"),
    "Query.things is a list without": ("    after: String\n", "    before: String\n"),
    "Query.things takes everything along": ("): ThingConnection", "): ThingConnection!"),
    "ThingConnection is no connection": ("[ThingEdge!]!", "[ThingEdge]"),
    "ThingEdge is no edge": ("node: Thing!", "node: Thing"),
    "PageInfo is not that of Relay": ("startCursor: String", "startCursor: Int"),
    "MakeThing is no Input by its name": ("MakeThingInput", "MakeThing"),
    "Thing.kind is deprecated for no reason": (
        'type Thing {\n  """What it is."""\n  kind: ThingKind!',
        'type Thing {\n  """What it is."""\n  kind: ThingKind! @deprecated',
    ),
    "Lonely is not used": (
        '"""One of them."""',
        '"""Nobody wants it."""\nscalar Lonely\n\n"""One of them."""',
    ),
}


def test_the_committed_schema_keeps_the_rules() -> None:
    assert faults(SDL.read_text(encoding="utf-8")) == []


def test_a_good_schema_is_good() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize("told", BROKEN)
def test_what_breaks_a_rule_is_found(told: str) -> None:
    before, after = BROKEN[told]
    assert before in GOOD
    assert any(one.startswith(told) for one in faults(GOOD.replace(before, after)))
