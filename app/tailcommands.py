"""`career webhooks tail`."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import typer

webhooks = typer.Typer(no_args_is_help=True, help="What endpoints are sent.")


@webhooks.callback()
def _webhooks() -> None:
    """What endpoints are sent."""


@webhooks.command()
def tail(
    url: Annotated[str, typer.Option(help="Where the API is.")] = "http://127.0.0.1:8000",
    client_id: Annotated[str, typer.Option(envvar="CAREER_CLIENT_ID")] = "",
    client_secret: Annotated[str, typer.Option(envvar="CAREER_CLIENT_SECRET")] = "",
    endpoint: Annotated[UUID | None, typer.Option(help="Only at this one.")] = None,
    minutes: Annotated[int, typer.Option(min=0, help="Begin so many minutes ago.")] = 0,
    *,
    failed: Annotated[bool, typer.Option("--failed", help="Only those that failed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Show attempts as they are made: when, with what outcome, how long, of what, and where to.

    Needs a client with the scope webhooks:read. Goes on until it is interrupted, also when the
    server is away for a while, and exits with 0 then; with 1 if it is refused.
    """
    from app.tailing import Wish, run

    wish = Wish(endpoint, failed, as_json, timedelta(minutes=minutes))
    raise typer.Exit(run(wish, url, client_id, client_secret))
