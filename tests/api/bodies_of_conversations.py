"""What good requests about conversations say: of when they are, and of what is written there."""

from typing import Any
from uuid import uuid4

from tests.api.things import QUESTIONS
from tests.world import World


def of_conversations(world: World, ids: dict[str, str]) -> dict[str, Any]:
    amina, jonas = str(world.id("amina")), str(world.id("jonas"))
    return {
        "schedule_conversation": {
            "personId": amina,
            "partnerId": jonas,
            "scheduledAt": "2030-01-31T09:00:00+01:00",
            "topic": "Next year",
            "templateKey": ids["template_key"],
            "graceDays": 3,
        },
        "reschedule_conversation": {
            "scheduledAt": "2031-02-28T09:00:00Z",
            "durationMinutes": 30,
            "reason": "A trip",
        },
        "skip_conversation": {"reason": "A trip"},
        "cancel_conversation": {"reason": "A trip"},
        "hold_conversation": {"heldAt": None},
        "object_to_conversation": {"reason": "We did not meet"},
        "prepare_conversation": {
            "hopes": "A stage",
            "answers": [{"questionKey": "glad", "text": "The talk"}],
        },
        "add_talking_point": {"body": "A stage"},
        "change_talking_point": {"body": "A stage, and who could help"},
        "move_talking_point": {"afterId": None},
        "write_summary": {"body": "We heard each other."},
        "request_summary_correction": {"what": "The talk was your idea"},
        "close_conversation": {"nextAt": "2031-03-31T09:00:00+02:00"},
        "add_addendum": {"body": "The talk went well."},
        "write_note": {
            "audience": "named",
            "readerIds": [jonas],
            "body": "We talked.",
            "expectedReaderIds": [amina, jonas],
        },
        "change_note": {"body": "We talked for long."},
        "narrow_note": {"audience": "author", "readerIds": None},
        "widen_note": {"audience": "named", "readerIds": [jonas, str(world.id("olga"))]},
        "start_series": {
            "personId": amina,
            "partnerId": jonas,
            "kind": "manager",
            "topic": "The next years",
            "rule": "FREQ=MONTHLY;BYDAY=2TH",
            "zone": "Europe/Stockholm",
            "startsOn": "2030-01-31",
            "at": "09:30",
            "durationMinutes": 45,
            "templateKey": ids["template_key"],
        },
        "change_series": {
            "templateKey": None,
            "topic": "The next year",
            "rule": "FREQ=WEEKLY;BYDAY=TH",
            "zone": None,
            "at": "15:00",
            "durationMinutes": 30,
        },
        "pause_series": {"reason": "agreed", "until": "2031-01-31"},
        "end_series": {"reason": "Another team"},
        "set_cadence": {
            "personId": amina,
            "rule": "FREQ=WEEKLY;INTERVAL=6;BYDAY=TU",
            "at": "11:00",
            "durationMinutes": 30,
            "graceDays": 3,
            "reminders": [{"afterDays": 2, "to": "participants"}],
            "lookahead": 3,
            "startsByItself": True,
        },
        "set_conversation_reminders": {"reminders": [{"afterDays": 3, "to": "participants"}]},
        "agree_next_step": {
            "title": "Give a talk",
            "ownerId": amina,
            "dueOn": "2030-01-31",
            "kind": "next_step",
            "goalTitle": "Speak in public",
        },
        "create_conversation_template": QUESTIONS | {"key": f"other_{uuid4().hex}"},
        "change_template_draft": QUESTIONS,
    }
