"""Who may do what with conversations."""

from enum import StrEnum
from typing import Final

from app.domain.conversations.lifecycle import Who
from app.domain.conversations.policy.cadence import (
    may_read_cadence_of,
    may_read_cadence_setting,
    may_set_cadence,
)
from app.domain.conversations.policy.handoffs import (
    handed_to_me,
    hands_over,
    knows_handoff,
    may_read_handoff,
    may_read_handoff_item,
    may_read_message,
    note_handed_to,
)
from app.domain.conversations.policy.notes import (
    is_named,
    may_consent,
    may_know_of_note,
    may_read_note,
    may_read_widening,
    reads_note,
)
from app.domain.conversations.policy.opened import (
    may_decide_on_access,
    may_end_access,
    may_read_access,
    may_request_access,
    may_see_requests,
)
from app.domain.conversations.policy.taking_part import is_author, takes_part
from app.domain.conversations.policy.talks import (
    may_answer_summary,
    may_change_talking_point,
    may_object,
    may_read,
    may_read_addendum,
    may_read_answer,
    may_read_extract,
    may_read_move,
    may_read_preparation,
    may_read_snapshot,
    may_read_summary,
    may_read_talking_point,
    may_rewrite_summary,
)
from app.domain.policy import Rule

TAKERS: Final[dict[StrEnum, Rule]] = {
    Who.PARTICIPANTS: takes_part,
    Who.OTHER_PARTICIPANT: may_object,
    Who.EMPLOYEE: hands_over,
    Who.CONSENTING: may_consent,
    Who.WRITER: is_author,
    Who.SECOND: may_decide_on_access,
    Who.HOLDERS: may_end_access,
}

SUMMARY_TAKERS: Final[dict[StrEnum, Rule]] = {
    Who.AUTHOR: may_rewrite_summary,
    Who.HEARER: may_answer_summary,
}


__all__ = [
    "SUMMARY_TAKERS",
    "TAKERS",
    "handed_to_me",
    "hands_over",
    "is_author",
    "is_named",
    "knows_handoff",
    "may_answer_summary",
    "may_change_talking_point",
    "may_consent",
    "may_decide_on_access",
    "may_end_access",
    "may_know_of_note",
    "may_object",
    "may_read",
    "may_read_access",
    "may_read_addendum",
    "may_read_answer",
    "may_read_cadence_of",
    "may_read_cadence_setting",
    "may_read_extract",
    "may_read_handoff",
    "may_read_handoff_item",
    "may_read_message",
    "may_read_move",
    "may_read_note",
    "may_read_preparation",
    "may_read_snapshot",
    "may_read_summary",
    "may_read_talking_point",
    "may_read_widening",
    "may_request_access",
    "may_rewrite_summary",
    "may_see_requests",
    "may_set_cadence",
    "note_handed_to",
    "reads_note",
    "takes_part",
]
