"""What is told of summaries: that there is one, never what it says."""

from typing import ClassVar

from app.domain.conversations.events.conversations import ConversationEvent


class ConversationSummaryProposed(ConversationEvent):
    """One of the two wrote down what they heard, or wrote it differently. The other one is asked
    whether they heard the same.
    """

    name: ClassVar[str] = "conversation.summary_proposed"


class ConversationSummaryCorrectionRequested(ConversationEvent):
    """The other one would put something in the summary differently."""

    name: ClassVar[str] = "conversation.summary_correction_requested"


class ConversationSummaryConfirmed(ConversationEvent):
    """Both stand by the summary."""

    name: ClassVar[str] = "conversation.summary_confirmed"
