"""What can be asked of what milestones wait for, need and show."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from app.domain.plans.states import EvidenceKind, ResourceKind
from app.domain.shape import Change, Command, Filters, absent
from app.domain.values import Key, Line, Text

MOST_MINUTES = 1_000_000
MOST_AMOUNT = 2**31 - 1

Url = Annotated[
    str,
    StringConstraints(
        max_length=2000, pattern=r"^[Hh][Tt][Tt][Pp][Ss]?://[A-Za-z0-9\[][!#-;=?-~]*$"
    ),
]
"""An address on the web: http or https, up to 2,000 printable ASCII characters."""

Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
"""A currency by ISO 4217, such as `EUR`."""


class AddDependency(Command):
    depends_on_id: UUID = Field(description="The milestone of the same plan that comes before.")


class AddResource(Command):
    """Each kind has exactly its own fields: time `minutes`; budget `amountMinor` and `currency`;
    link `url`; course `courseId`; approver `approverId`.
    """

    kind: ResourceKind
    title: Line | None = None
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
    url: Url | None = Field(default=None, description="http or https, up to 2,000 characters.")
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
    url: Url = absent("http or https, up to 2,000 characters.")
    course_id: Key = absent("The learning system's own id.")


class AddEvidence(Command):
    """A text, or a link with a text if you like."""

    body: Text | None = Field(default=None, description="What shows how far it is.")
    url: Url | None = Field(default=None, description="Where it can be seen: http or https.")

    @model_validator(mode="after")
    def _shows_something(self) -> Self:
        if self.body is None and self.url is None:
            message = "evidence has a body or a url"
            raise ValueError(message)
        return self


class EvidenceFilters(Filters):
    kind: EvidenceKind | None = None
    author_id: UUID | None = Field(default=None, description="Added by this person.")
