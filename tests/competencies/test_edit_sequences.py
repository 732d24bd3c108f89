"""Whatever people make of a model, one edit after the other, and however they bring it in.

Each story is a framework of its own: two to six models, every one made from the last by random
edits, published at once, or left as a draft that is published, thrown away or overwritten; some
planned before, some sent twice. After each step the rows are held against a ledger that knows the
rules a second time (`ledger.py`).

CAREER_EDIT_SEQUENCES says how many stories are told: without it, as many as take 20 seconds.
"""

import os
from itertools import count

from hypothesis import HealthCheck, Phase, given, settings

from tests.competencies.edits import Step, stories
from tests.competencies.story import Story
from tests.world import World

SEQUENCES = int(os.environ.get("CAREER_EDIT_SEQUENCES", "50"))
codes = (f"craft-{number}" for number in count(1))


@settings(
    max_examples=SEQUENCES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(steps=stories)
async def test_every_sequence_of_edits_leads_to_what_was_declared_last(
    world: World, steps: list[Step]
) -> None:
    story = Story(world, next(codes))
    for step in steps:
        await story.take(step)
