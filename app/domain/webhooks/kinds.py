"""Which events are meant by a list of types: exact ones, `milestone.*` for all of a noun, `*`."""

from collections.abc import Iterable

from app.domain.errors import Fault
from app.domain.event import Event
from app.domain.webhooks.errors import EventTypeUnknown


def is_among(event_type: str, wanted: Iterable[str]) -> bool:
    noun = event_type.split(".", 1)[0] + ".*"
    return not {"*", noun, event_type}.isdisjoint(wanted)


def check_types(wanted: Iterable[str]) -> None:
    """Raises `EventTypeUnknown` if any of them means no event that there is."""
    names = {kind.name for kind in Event.catalogue.values()}
    known = {"*", *names, *(name.split(".", 1)[0] + ".*" for name in names)}
    faults = [
        Fault(f"/eventTypes/{index}", EventTypeUnknown.explanation())
        for index, one in enumerate(wanted)
        if one not in known
    ]
    if faults:
        raise EventTypeUnknown(*faults)
