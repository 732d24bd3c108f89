"""What can be asked of what milestones wait for."""

from uuid import UUID

from pydantic import Field

from app.domain.shape import Command


class AddDependency(Command):
    depends_on_id: UUID = Field(description="The milestone of the same plan that comes before.")
