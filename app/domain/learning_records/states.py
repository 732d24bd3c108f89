"""What became of a statement, how it names people, and which verbs mean something here."""

from enum import StrEnum
from typing import Final


class LearningOutcome(StrEnum):
    """What became of a statement.

    `waiting`: It is to be followed in a moment. `advanced`: It moved milestones on. `recorded`:
    It is kept, and there was nothing to move. `refused`: No milestone could be moved on; `reason`
    says why. `unknown_person`: Nobody known is its actor, yet. `unknown_course`: No milestone
    names its course, yet. `ignored_verb`: Its verb means nothing here. `voided`: It was taken
    back by another statement.
    """

    WAITING = "waiting"
    ADVANCED = "advanced"
    RECORDED = "recorded"
    REFUSED = "refused"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_COURSE = "unknown_course"
    IGNORED_VERB = "ignored_verb"
    VOIDED = "voided"


class ActorIdentifier(StrEnum):
    """What a statement calls its actor by.

    `mbox`: A `mailto:` address. `mbox_sha1sum`: The SHA-1 of such an address. `openid`: An
    OpenID. `account`: An account of some system. `nobody`: Nothing: a group, or somebody without
    a name.
    """

    MBOX = "mbox"
    MBOX_SHA1SUM = "mbox_sha1sum"
    OPENID = "openid"
    ACCOUNT = "account"
    NOBODY = "nobody"


FINDABLE: Final = (ActorIdentifier.MBOX, ActorIdentifier.MBOX_SHA1SUM, ActorIdentifier.ACCOUNT)
"""By these people are found: the others say nothing that is known here."""


class Meaning(StrEnum):
    """What a verb says of a course."""

    BEGUN = "begun"
    DONE = "done"
    FAILED = "failed"
    VOIDED = "voided"


_VERBS: Final = "http://adlnet.gov/expapi/verbs/"
VOIDED: Final = f"{_VERBS}voided"
PROGRESSED: Final = f"{_VERBS}progressed"
MEANINGS: Final = {
    f"{_VERBS}initialized": Meaning.BEGUN,
    f"{_VERBS}attempted": Meaning.BEGUN,
    f"{_VERBS}launched": Meaning.BEGUN,
    PROGRESSED: Meaning.BEGUN,
    f"{_VERBS}completed": Meaning.DONE,
    f"{_VERBS}passed": Meaning.DONE,
    f"{_VERBS}failed": Meaning.FAILED,
    VOIDED: Meaning.VOIDED,
}
"""By the ids of ADL. Every other verb is kept, and changes nothing."""
PROGRESS: Final = "https://w3id.org/xapi/cmi5/result/extensions/progress"
"""How far along, 0 to 100, as cmi5 says it."""
