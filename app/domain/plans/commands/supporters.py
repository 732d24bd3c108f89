"""What can be asked about the supporters of milestones."""

from uuid import UUID

from pydantic import Field

from app.domain.plans.states import SupporterRole
from app.domain.shape import Command


class AddSupporter(Command):
    supporter_id: UUID = Field(
        description="Who supports it; anyone who works here. They may read the milestone."
    )
    role: SupporterRole = Field(description="What they do for it.")
