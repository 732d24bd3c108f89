"""How often people meet, where a series itself does not say: the table of these settings."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.domain.cadence import BadRule, Rule
from app.domain.conversations.errors import BadCadenceRule
from app.domain.conversations.events.removals import CadenceSettingRemoved
from app.domain.conversations.grace import MOST_GRACE_DAYS, USUAL_GRACE_DAYS
from app.domain.conversations.states import CadenceLevel
from app.domain.entity import Entity, belongs_to, choice
from app.domain.errors import Fault
from app.domain.event import Event

TIME: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
MOST_AHEAD: Final = 6

BUILT_IN: Final[Mapping[str, Any]] = {
    "rule": "FREQ=MONTHLY;BYDAY=1TU",
    "at": "10:00",
    "duration_minutes": 60,
    "grace_days": USUAL_GRACE_DAYS,
    "reminders": [{"afterDays": 2, "to": "participants"}],
    "lookahead": 2,
    "starts_by_itself": False,
}
"""What holds where nothing is set: an hour on the first Tuesday of each month."""


class CadenceSetting(Entity, table=True):
    """What is empty is said by a less specific level."""

    __tablename__ = "cadence_setting"
    __table_args__: ClassVar[Any] = (
        belongs_to("person", "manager_id"),
        belongs_to("person", "person_id"),
        CheckConstraint(
            "CASE level WHEN 'organisation' THEN num_nonnulls(manager_id, person_id) = 0"
            " WHEN 'team' THEN manager_id IS NOT NULL AND person_id IS NULL"
            " WHEN 'person' THEN person_id IS NOT NULL AND manager_id IS NULL ELSE false END",
            name="level",
        ),
        CheckConstraint(f"at ~ '{TIME}'", name="at"),
        CheckConstraint("duration_minutes BETWEEN 5 AND 480", name="duration"),
        CheckConstraint(f"grace_days BETWEEN 0 AND {MOST_GRACE_DAYS}", name="grace"),
        CheckConstraint(f"lookahead BETWEEN 1 AND {MOST_AHEAD}", name="lookahead"),
        Index(
            "cadence_setting_organisation_ix",
            "tenant_id",
            unique=True,
            postgresql_where=text("level = 'organisation'"),
        ),
        Index(
            "cadence_setting_team_ix",
            "tenant_id",
            "manager_id",
            unique=True,
            postgresql_where=text("manager_id IS NOT NULL"),
        ),
        Index(
            "cadence_setting_person_ix",
            "tenant_id",
            "person_id",
            unique=True,
            postgresql_where=text("person_id IS NOT NULL"),
        ),
    )

    level: CadenceLevel = Field(sa_type=choice(CadenceLevel))
    manager_id: UUID | None = None
    person_id: UUID | None = None
    rule: str | None = None
    at: str | None = None
    duration_minutes: int | None = None
    grace_days: int | None = None
    reminders: list[dict[str, Any]] | None = Field(
        default=None,
        sa_type=JSONB(none_as_null=True),
    )
    lookahead: int | None = None
    starts_by_itself: bool | None = None

    def settle(self, fields: Mapping[str, Any]) -> None:
        """Say this in place of what was said before."""
        wanted = {**fields, "rule": read_rule(fields["rule"])}
        for name, value in wanted.items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    def removed(self) -> list[Event]:
        told = {"level": self.level, "manager_id": self.manager_id, "person_id": self.person_id}
        return [CadenceSettingRemoved(id=self.id, version=self.advance(), **told)]


def read_rule(rule: str | None) -> str | None:
    """The normal form of a rule; refuses what is none."""
    if rule is None:
        return None
    try:
        return Rule.read(rule).text
    except BadRule as wrong:
        raise BadCadenceRule(Fault("/rule", str(wrong))) from None
