"""How webhooks refuse."""

from app.domain.errors import Conflict, Invalid


class UrlNotAllowed(Invalid):
    """Webhooks go to public https addresses only."""

    code = "url_not_allowed"


class EventTypeUnknown(Invalid):
    """There is no such event type. `GET /v1/event-types` lists them; `milestone.*` means all of
    a kind, `*` means all.
    """

    code = "event_type_unknown"


class EndpointIsDisabled(Conflict):
    """The endpoint is disabled, so that nothing is sent there. Enable it first."""

    code = "webhook_endpoint_disabled"


class EventNotWanted(Conflict):
    """The endpoint does not ask for events of this type, or they cannot be said in its format."""

    code = "event_not_wanted"


class RedeliveryRunning(Conflict):
    """Something is being owed to this endpoint again already. Wait until that is done, or cancel
    it.
    """

    code = "redelivery_running"
    constraint = "webhook_redelivery_running_ix"


class RedeliveryEnded(Conflict):
    """This is over: there is nothing to cancel any more."""

    code = "redelivery_ended"


class WindowNotAllowed(Invalid):
    """What is owed again begins at most 30 days ago, ends after it begins, and has happened."""

    code = "window_not_allowed"
