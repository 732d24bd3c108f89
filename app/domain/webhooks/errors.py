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


class HeaderNotAllowed(Invalid):
    """An endpoint's own headers do not describe, sign or route a request, which we do; each is
    there once, and `Authorization` only where there are no credentials.
    """

    code = "header_not_allowed"


class NoStatement(Invalid):
    """Nothing of this kind can be said in xAPI. `GET /v1/event-types` says what can."""

    code = "no_statement"


class TooManyEndpoints(Conflict):
    """The organisation has 1,000 webhook endpoints. Remove one that nobody uses."""

    code = "too_many_webhook_endpoints"


class TooManyWebhookSecrets(Conflict):
    """Five secrets that were rotated away still sign. Wait until one has expired, or rotate with a
    shorter overlap.
    """

    code = "too_many_webhook_secrets"


class FormatFixed(Conflict):
    """Between envelopes and xAPI an endpoint cannot change, since it may still be owed what it
    was. Register another one.
    """

    code = "webhook_format_fixed"


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
