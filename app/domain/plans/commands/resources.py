"""What can be asked of what milestones need."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from app.domain.plans.states import ResourceKind
from app.domain.shape import Change, Command, absent
from app.domain.values import Key, Line, Text, Url

MOST_MINUTES = 1_000_000
MOST_AMOUNT = 2**31 - 1

Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
"""A currency by ISO 4217, such as `EUR`."""


class AddResource(Command):
    """Each kind has exactly its own fields: time `minutes`; budget `amountMinor` and `currency`;
    link `url`; course `courseId`; approver `approverId`.
    """

    kind: ResourceKind = Field(description="What is needed.")
    title: Line | None = Field(default=None, description="What people call it.")
    note: Text | None = Field(default=None, description="What it is for.")
    minutes: int | None = Field(
        default=None, gt=0, le=MOST_MINUTES, description="How much time, in minutes."
    )
    amount_minor: int | None = Field(
        default=None,
        ge=0,
        le=MOST_AMOUNT,
        description="How much money, in the smallest unit of the currency, such as cents.",
    )
    currency: Currency | None = Field(default=None, description="ISO 4217, such as `EUR`.")
    url: Url | None = Field(
        default=None, description="Its address: http or https, up to 2,000 characters."
    )
    course_id: Key | None = Field(default=None, description="The learning system's own id.")
    approver_id: UUID | None = Field(
        default=None,
        description="Who is asked to approve; from now on they may read the milestone.",
    )


class ChangeResource(Change):
    """A merge patch of what its kind has. To ask somebody else to approve, add another one."""

    title: Line | None = absent("What it is called.")
    note: Text | None = absent("What it is for.")
    minutes: int = absent("How much time, in minutes.", gt=0, le=MOST_MINUTES)
    amount_minor: int = absent(
        "How much money, in the smallest unit of the currency.", ge=0, le=MOST_AMOUNT
    )
    currency: Currency = absent("ISO 4217, such as `EUR`.")
    url: Url = absent("Its address: http or https, up to 2,000 characters.")
    course_id: Key = absent("The learning system's own id.")
