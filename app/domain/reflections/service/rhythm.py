"""What you can do with the rhythm in which you are asked, and with the question that waits."""

from datetime import date

from app.domain.actor import Scope
from app.domain.errors import Forbidden, NotFound
from app.domain.policy import Me
from app.domain.reflections.commands import SetRhythm, SkipPrompt, SnoozePrompt
from app.domain.reflections.errors import PromptNotWaiting, PromptPutOffElsewhere
from app.domain.reflections.models import ReflectionRhythm
from app.domain.reflections.prompts import following
from app.domain.reflections.repository import rhythm as rows
from app.domain.reflections.repository.rhythm import Rhythms
from app.domain.reflections.views import ReflectionPromptView, ReflectionRhythmView
from app.domain.statement import One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query

# That somebody is asked, how often, and what they leave out, is for nobody else to see, not even
# as facts of the audit: so none of these actions is audited.


@query(Scope.CONVERSATIONS_READ, ReflectionRhythmView)
def get_reflection_rhythm(me: Me) -> One:
    """Read how often you want to be asked. Not found if you never chose."""
    return rows.rhythm(me)


@query(Scope.CONVERSATIONS_READ, ReflectionPromptView)
def get_reflection_prompt(me: Me) -> One:
    """Read the question whose turn it is, and whether it waits for you.

    Not found if you never chose a rhythm.
    """
    return rows.prompt(me)


@action(Scope.CONVERSATIONS_WRITE, ReflectionRhythmView, raises=(Forbidden,), audited=False)
async def set_reflection_rhythm(tx: Transaction, command: SetRhythm) -> ReflectionRhythm:
    """Choose how often you want to be asked a question to reflect on, or not to be asked.

    You are asked for the first time on the next such day, today included. Nobody else sees what
    you chose. A machine client has nothing to reflect on: forbidden.
    """
    if not tx.me.is_person:
        raise Forbidden
    rhythms = Rhythms(tx)
    mine = await rhythms.mine()
    today = await rhythms.today(command.time_zone)
    if mine is None:
        mine = ReflectionRhythm(person_id=tx.actor.id, prompt_id=following().id)
        mine.settle(command.every, command.weekday, command.time_zone, today)
        return rhythms.add(mine)
    mine.settle(command.every, command.weekday, command.time_zone, today)
    return mine


@action(
    Scope.CONVERSATIONS_WRITE,
    ReflectionPromptView,
    raises=(NotFound, PromptNotWaiting),
    audited=False,
)
async def skip_reflection_prompt(tx: Transaction, command: SkipPrompt) -> ReflectionRhythm:
    """Leave the question out that waits for you. Another one comes on the next day of yours."""
    mine, today = await _mine(tx)
    mine.skip(command.prompt_id, today)
    return mine


@action(
    Scope.CONVERSATIONS_WRITE,
    ReflectionPromptView,
    raises=(NotFound, PromptNotWaiting, PromptPutOffElsewhere),
    audited=False,
)
async def snooze_reflection_prompt(tx: Transaction, command: SnoozePrompt) -> ReflectionRhythm:
    """Put the question off that waits for you. It waits again from the day on that you name."""
    mine, today = await _mine(tx)
    mine.snooze(command.prompt_id, command.until, today)
    return mine


async def _mine(tx: Transaction) -> tuple[ReflectionRhythm, date]:
    mine = await Rhythms(tx).mine()
    if mine is None:
        raise NotFound
    return mine, await Rhythms(tx).today(mine.time_zone)
