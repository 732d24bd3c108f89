"""How webhooks refuse."""

from app.domain.errors import Invalid


class UrlNotAllowed(Invalid):
    """Webhooks go to public https addresses only."""

    code = "url_not_allowed"


class EventTypeUnknown(Invalid):
    """There is no such event type. `GET /v1/event-types` lists them; `milestone.*` means all of
    a kind, `*` means all.
    """

    code = "event_type_unknown"
