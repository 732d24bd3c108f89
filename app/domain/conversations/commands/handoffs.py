"""What can be asked of handoffs."""

from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.domain.shape import Command, Filters
from app.domain.values import Text

MOST: Final = 200

Picked = Annotated[tuple[UUID, ...], Field(max_length=MOST)]


class _Picking(Command):
    conversation_ids: Picked = ()
    note_ids: Picked = ()

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.conversation_ids or self.note_ids or self.message):  # type: ignore[attr-defined]
            text = "name a conversation, a note or a message"
            raise ValueError(text)
        return self


class ShareHandoff(_Picking):
    conversation_ids: Picked = Field(
        default=(),
        description="Conversations that you held with the former side: their topic, their dates "
        "and the steps agreed in them go along, and nothing else of them.",
    )
    note_ids: Picked = Field(
        default=(),
        description="Notes of those conversations: your own, and those shared between you two.",
    )
    message: Text | None = Field(
        default=None, description="What you want to say to the new side. Only they read it."
    )


class WithdrawFromHandoff(_Picking):
    conversation_ids: Picked = Field(
        default=(), description="Conversations that the new side shall not read any more."
    )
    note_ids: Picked = Field(
        default=(), description="Notes that the new side shall not read any more."
    )
    message: bool = Field(default=False, description="Whether to take the message back.")


class HandoffFilters(Filters):
    person_id: UUID | None = Field(default=None, description="Of this person.")
    open: bool | None = Field(
        default=None, description="Whether the person has yet to decide what goes along."
    )
