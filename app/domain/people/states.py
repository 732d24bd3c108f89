"""Words that the tables of people use."""

from enum import StrEnum
from typing import Any, Final

USUAL_REMINDERS: Final[list[dict[str, Any]]] = [{"afterDays": 2, "to": "participants"}]
"""What an organisation that declared nothing begins with."""


class RemindedRole(StrEnum):
    """Who may be reminded of a conversation that did not take place."""

    PARTICIPANTS = "participants"
    PEOPLE_PARTNER = "people_partner"
