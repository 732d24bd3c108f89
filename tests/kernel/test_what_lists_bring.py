"""What a list brings is said of the rows of its table, and of no others."""

import pytest
from sqlalchemy import literal, select

from app.domain.competencies.models import Competency
from app.domain.competencies.views import CompetencyView
from app.domain.policy import Way
from app.domain.statement import Many

BROUGHT = {"shown_name": literal("Name")}
ROWS = select(Competency.__table__).subquery("rows")  # type: ignore[attr-defined]


def test_a_list_straight_from_its_table_may_bring_something() -> None:
    assert Many(CompetencyView, (), brought=BROUGHT).brought == BROUGHT


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"rows": ROWS},
        {"along": select(ROWS.c.id).cte("along")},
        {"ways": (Way("framework_id", literal([])),)},
    ],
    ids=lambda one: next(iter(one)),
)
def test_rows_from_elsewhere_are_not_those_it_speaks_of(elsewhere: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="rows of its table"):
        Many(CompetencyView, (), brought=BROUGHT, **elsewhere)  # type: ignore[arg-type]
