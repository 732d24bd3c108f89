"""What can be asked of extracts."""

from uuid import UUID

from pydantic import Field

from app.domain.shape import Command
from app.domain.values import Text


class ShareExtract(Command):
    reflection_id: UUID = Field(
        description="Your reflection that it is taken from. Nobody else sees which."
    )
    body: Text = Field(
        description="The words that you choose, from it or about it. Both of you read these, and "
        "nothing else of it."
    )
