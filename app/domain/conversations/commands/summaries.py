"""What can be asked of summaries."""

from pydantic import Field

from app.domain.shape import Command
from app.domain.values import Text


class WriteSummary(Command):
    body: Text = Field(description="What you heard and agreed on. The other side reads it.")


class RequestSummaryCorrection(Command):
    what: Text = Field(description="What you would put differently. The other side reads it.")
