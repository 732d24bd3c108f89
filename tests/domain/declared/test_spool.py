"""The spool by itself: what any reader may hand it, and what it makes of that."""

import pytest

from app.domain.competencies.declared import Kind, ModelRefused, Spool
from app.domain.competencies.declared.checks import walk
from app.domain.competencies.declared.findings import MAX_NOTICES
from tests.domain.declared import a_competency, refused, whole


def a_spool() -> Spool:
    spool = Spool()
    spool.take(Kind.FRAMEWORK, "line 1", {"code": "f", "title": "F", "source": "table"})
    return spool


def take(spool: Spool, code: str, where: str = "line 2", **fields: object) -> None:
    spool.take(Kind.COMPETENCY, where, a_competency(code, **fields), {"parent": f"{where}, up"})


def test_parents_come_first_and_otherwise_the_order_of_the_file() -> None:
    spool = a_spool()
    for code, parent in (("A", "C"), ("B", None), ("C", "D"), ("D", None), ("E", "C")):
        take(spool, code, parent=parent)
    model = whole(spool)
    assert [one.code for one in model.competencies] == ["D", "C", "A", "B", "E"]
    assert {one.place for one in model.competencies} == {"line 2"}


def test_places_of_fields_are_told_where_they_are_known() -> None:
    with a_spool() as spool:
        take(spool, "A", where="line 2", parent="Z")
        take(spool, "A", where="line 3", parent="A")
        spool.take(Kind.COMPETENCY, "line 4", {"code": "B", "name": 7, "statement": "S"})
        assert refused(spool.check) == {
            "line 4": "name should be text (in YAML, put it in quotes)",
            "line 3": 'repeats the code "A"',
            "line 2, up": "is not the code of a competency",
        }


def test_whoever_refers_to_something_that_is_wrong_is_not_wrong_too() -> None:
    with a_spool() as spool:
        take(spool, "A", where="line 2", statement="")
        take(spool, "B", where="line 3", parent="A")
        spool.take(Kind.ASSOCIATION, "line 4", {"origin": "B", "type": "t", "destination": "A"})
        assert refused(spool.check) == {"line 2": "statement should not be empty"}


def test_there_is_exactly_one_framework() -> None:
    with Spool() as none:
        assert refused(none.check) == {"/framework": "is missing"}
    with a_spool() as two:
        two.take(Kind.FRAMEWORK, "line 9", {"code": "g", "title": "G"})
        assert refused(two.check) == {"line 9": "is a second framework; a model is of one"}


def test_levels_are_found_wherever_the_scale_is() -> None:
    spool = a_spool()
    take(spool, "A", levels=[("L2", "b"), ("L1", "a")])
    spool.take(Kind.LEVEL, "line 3", {"code": "L2", "name": "Two", "rank": 2})
    spool.take(Kind.LEVEL, "line 4", {"code": "L1", "name": "One", "rank": 1})
    take(spool, "B", levels=[("L2", "b"), ("L1", "a")])
    model = whole(spool)
    wanted = [{"level": "L1", "descriptor": "a"}, {"level": "L2", "descriptor": "b"}]
    assert [one.levels for one in model.competencies] == [wanted, wanted]
    assert [one.code for one in model.framework.scale] == ["L1", "L2"]

    with a_spool() as spool:
        take(spool, "A", levels=[("L1", "a"), ("L1", "b")])
        assert "describe a level" in refused(spool.check)["line 2"]
    with a_spool() as spool:
        for rank in (1, 1):
            spool.take(Kind.LEVEL, f"line {rank}", {"code": "L", "name": "One", "rank": rank})
        assert set(refused(spool.check).values()) <= {
            'repeats the code "L"',
            'repeats the rank "1"',
        }


def test_a_circle_of_parents_is_refused_once() -> None:
    with a_spool() as spool:
        take(spool, "A", where="line 2", parent="B")
        take(spool, "B", where="line 3", parent="A")
        take(spool, "C", where="line 4", parent="Z")
        assert refused(spool.check) == {
            "line 2, up": "makes a circle of parents",
            "line 4, up": "is not the code of a competency",
        }


def test_walking_up_finds_circles_and_what_is_too_deep() -> None:
    assert walk([0, 2, 1, 1, 3, 0]) == ([1], [])
    assert walk([0, 1]) == ([1], [])
    chain = list(range(40))  # each below the one before it; the first one on top
    circles, deep = walk([0, *chain])
    assert (circles, deep) == ([], [33])


def test_notices_are_counted_where_they_are_not_listed() -> None:
    with a_spool() as spool:
        for number in range(MAX_NOTICES + 10):
            spool.notice(f"line {number}", "was mended")
        assert len(spool.notices) == MAX_NOTICES
        assert spool.notices[-1].what == "11 more were mended, not listed here"


def test_reading_ends_with_the_last_problem_that_is_told() -> None:
    with a_spool() as spool:
        for number in range(49):
            spool.refuse(f"line {number}", "is wrong")
        with pytest.raises(ModelRefused) as caught:
            take(spool, "A", where="line 99", statement=7)
        assert len(caught.value.problems) == 50


def test_leftovers_are_kept_word_for_word() -> None:
    spool = a_spool()
    spool.leftover("line 7", "Remark", {"text": "two  spaces", "of": [1, None, 2.5]})
    model = whole(spool)
    assert model.leftovers == [("Remark", {"text": "two  spaces", "of": [1, None, 2.5]})]
    with a_spool() as spool:
        spool.leftover("line 7", "Remark", "\ud800")
        spool.leftover("line 8", "Re\0mark", 1)
        assert refused(spool.check) == {
            "line 7": "holds a NUL or a lone surrogate",
            "line 8": "holds a NUL or a lone surrogate",
        }


def test_what_is_read_can_be_handed_on_more_than_once() -> None:
    with a_spool() as spool:
        take(spool, "A")
        spool.check()
        assert list(spool.competencies()) == list(spool.competencies())
        assert spool.counts[Kind.COMPETENCY] == 1
        assert spool.content_hash() == spool.content_hash()


def test_a_link_is_the_same_however_much_of_it_is_said() -> None:
    spool = a_spool()
    take(spool, "A")
    link = {"origin": "A", "type": "precedes", "destination": "A"}
    spool.take(Kind.ASSOCIATION, "line 3", link)
    spool.take(Kind.ASSOCIATION, "line 4", {**link, "outside_uri": None, "extra": {}})
    model = whole(spool)
    assert [one.where for one in model.notices] == ["line 4"]
    assert [one.place for one in model.associations] == ["line 3"]
