"""Whom an audience is meant for, and what is wider and narrower: rules without a database."""

from itertools import product

import pytest

from app.domain.conversations.errors import (
    NoteNotNarrower,
    NoteNotWider,
    NoteRemoved,
    ReadersMismatch,
    WideningNotOpen,
)
from app.domain.conversations.lifecycle import WIDENING
from app.domain.conversations.models import (
    Audience,
    NoteWidening,
    WideningStatus,
    check_named,
    check_narrower,
    check_wider,
    chosen,
)
from app.domain.entity import new_id
from app.domain.lifecycle import Untold
from tests.factories import NOW, TENANT, a_conversation, a_note

SOMEBODY, ELSE = new_id(), new_id()


def test_an_audience_is_its_author_and_whom_it_is_for() -> None:
    talk = a_conversation()
    author, other = talk.person_id, talk.partner_id

    assert chosen(talk, author, Audience.AUTHOR, ()) == {author}
    assert chosen(talk, author, Audience.PARTICIPANTS, ()) == {author, other}
    assert chosen(talk, author, Audience.NAMED, {SOMEBODY}) == {author, SOMEBODY}


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("named", [None, [], [SOMEBODY]])
def test_people_are_named_for_the_audience_that_is_for_them(
    audience: Audience, named: list[object] | None
) -> None:
    if (audience is Audience.NAMED) == bool(named):
        assert check_named(audience, named) == set(named or ())  # type: ignore[arg-type]
        return
    with pytest.raises(ReadersMismatch):
        check_named(audience, named)  # type: ignore[arg-type]


SETS = [frozenset(), frozenset({SOMEBODY}), frozenset({ELSE}), frozenset({SOMEBODY, ELSE})]


@pytest.mark.parametrize(("before", "after"), [*product(SETS, SETS)])
def test_wider_leaves_nobody_out_and_narrower_lets_nobody_in(
    before: frozenset[object], after: frozenset[object]
) -> None:
    wider, narrower = after > before, after < before
    for check, error, fits in (
        (check_wider, NoteNotWider, wider),
        (check_narrower, NoteNotNarrower, narrower),
    ):
        if fits:
            check(before, after)  # type: ignore[arg-type]
        else:
            with pytest.raises(error):
                check(before, after)  # type: ignore[arg-type]


def test_an_edit_is_dated_only_where_others_could_read_it() -> None:
    mine, ours = a_note(), a_note(audience=Audience.PARTICIPANTS)
    for note in (mine, ours):
        note.edit(NOW)

    assert (mine.edited_at, ours.edited_at) == (None, NOW)
    assert (mine.version, ours.version) == (2, 2)


def test_of_a_removed_note_no_word_is_kept_and_nothing_else_can_be_done() -> None:
    note = a_note()
    note.remove(NOW)

    assert (note.body, note.removed_at) == (None, NOW)
    for again in (note.edit, note.remove, note.widen, note.narrow):
        with pytest.raises(NoteRemoved):
            again(NOW)  # type: ignore[operator]


@pytest.mark.parametrize("step", WIDENING.steps.values(), ids=lambda step: step.name)
@pytest.mark.parametrize("status", WideningStatus)
def test_a_widening_is_answered_once(status: WideningStatus, step: object) -> None:
    step = WIDENING[step.name]  # type: ignore[attr-defined]
    widening = NoteWidening(
        tenant_id=TENANT,
        note_id=new_id(),
        author_id=SOMEBODY,
        asked_id=ELSE,
        audience=Audience.NAMED,
        reader_ids=[ELSE],
        status=status,
    )
    if status is not WideningStatus.PROPOSED:
        with pytest.raises(WideningNotOpen):
            widening.answer(step.name, NOW)
        return
    widening.answer(step.name, NOW)
    assert (widening.status, widening.decided_at) == (step.targets[0], NOW)
    assert step.tells is Untold
