"""What can be asked about help with milestones."""

from uuid import UUID

from pydantic import Field

from app.domain.plans.states import HelpStatus
from app.domain.shape import Command, Filters
from app.domain.values import Text


class AskForHelp(Command):
    need: Text = Field(description="What would help.")


class OfferHelp(Command):
    offer: Text = Field(description="What you can do.")
    help_id: UUID | None = Field(
        default=None, description="What was asked for; absent: nobody asked."
    )


class ResolveHelp(Command):
    outcome: Text | None = Field(default=None, description="What came of it.")


class HelpFilters(Filters):
    status: HelpStatus | None = Field(default=None, description="Only of this status.")
