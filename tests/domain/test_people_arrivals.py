"""Which items of a batch hold together, without a database."""

import time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.people.arrivals import Arrivals, Row, refuse_repeated
from app.domain.people.commands import Sent
from tests.factories import a_person


def row(nth: int, name: str, *manager: str | None, user: str | None = None) -> Row:
    item = {"externalId": name, "userName": user or name, "displayName": name}
    return Row.of(nth, item | ({"managerExternalId": manager[0]} if manager else {}))


def settled(rows: list[Row], known: dict[str, str], above: dict[str, str]) -> list[str | None]:
    """Codes of refusal, for people known by external id and user name."""
    people = {name: a_person(external_id=name, user_name=user) for name, user in known.items()}
    ids = {people[one].id: people[other].id for one, other in above.items()}
    arrivals = Arrivals(refuse_repeated(rows), people.values(), ids)
    arrivals.refuse_what_is_clear()
    while arrivals.refuse_circles():
        pass
    return [one.refusal.code if one.refusal else None for one in rows]


def test_whoever_has_a_name_keeps_it_even_if_another_asks_first() -> None:
    rows = [row(0, "new", user="amina"), row(1, "amina", user="amina")]

    assert settled(rows, {"amina": "amina"}, {}) == ["user_name_taken", None]


def test_of_two_who_want_a_name_that_is_given_up_the_first_gets_it() -> None:
    rows = [row(0, "a", user="x"), row(1, "b", user="x"), row(2, "amina", user="y")]

    assert settled(rows, {"amina": "x"}, {}) == [None, "user_name_taken", None]


def test_a_refusal_goes_through_names_and_managers_to_the_end() -> None:
    rows = [
        row(0, "d", "c"),
        row(1, "c", user="amina"),
        row(2, "amina", "b", user="other"),
        row(3, "b", "nobody"),
    ]
    expected = ["manager_unknown", "user_name_taken", "manager_unknown", "manager_unknown"]

    assert settled(rows, {"amina": "amina"}, {}) == expected


def test_who_is_refused_keeps_a_manager_and_may_close_another_circle() -> None:
    known = {name: name for name in ("a", "b", "c")}
    rows = [row(0, "a", "a"), row(1, "b", "a")]

    assert settled(rows, known, {"a": "b"}) == ["reports_to_themselves"] * 2


def test_a_line_that_cannot_be_read_is_refused_and_says_where() -> None:
    one = Row.of(3, Sent(7, None, "The line is not UTF-8."))

    assert one.told().line == 7
    assert one.told().errors[0].pointer == "/items/3"


def test_ten_thousand_below_each_other_take_no_time_if_the_first_is_refused() -> None:
    rows = [row(0, "p0", "nobody"), *(row(n, f"p{n}", f"p{n - 1}") for n in range(1, 10_000))]
    began = time.process_time()

    assert set(settled(rows, {}, {})) == {"manager_unknown"}
    assert time.process_time() - began < 5


NAMES = "abcdef"


@given(
    wishes=st.lists(
        st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from([None, *NAMES])),
        min_size=1,
        max_size=6,
        unique_by=lambda wish: wish[0],
    )
)
def test_in_the_end_names_are_unique_and_the_tree_is_one(wishes: list[Any]) -> None:
    known = {name: name for name in "abc"}
    before = {"a": "b", "b": "c"}
    rows = [row(n, name, up, user=user) for n, (name, user, up) in enumerate(wishes)]
    codes = settled(rows, known, before)

    taken = [wish for wish, code in zip(wishes, codes, strict=True) if code is None]
    names = known | {name: user for name, user, _ in taken}
    above = {**before, **{name: up for name, _, up in taken}}
    assert len(set(names.values())) == len(names)
    for name, manager in above.items():
        seen, at = {name}, manager
        while at is not None:
            assert at in names
            assert at not in seen
            seen.add(at)
            at = above.get(at)
