"""What an operator can do from a shell: `career <command>`.

What is slow to import is imported by the command that needs it: `career serve` starts fast.
"""

import json
import sys
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from app.keycommands import keys
from app.server import commands as server
from app.server.errors import CannotRun
from app.server.process import nothing_to_collect
from app.synccommands import sync
from app.tailcommands import webhooks

cli = typer.Typer(no_args_is_help=True, help="Career Conversations, from a shell.")
demo = typer.Typer(no_args_is_help=True, help="The demonstration organisation and its story.")
tenant = typer.Typer(no_args_is_help=True, help="Customer organisations.")
people = typer.Typer(no_args_is_help=True, help="Who works in an organisation.")
client = typer.Typer(no_args_is_help=True, help="Machines that may come in.")
issuer = typer.Typer(no_args_is_help=True, help="Identity providers whose tokens count.")
database = typer.Typer(no_args_is_help=True, help="The embedded database.")
audit = typer.Typer(no_args_is_help=True, help="Who did or read what of whom.")

cli.command("serve")(server.serve)
cli.command("api")(server.api)
cli.command("migrate")(server.migrate)
cli.command("settings")(server.settings)
database.command("run")(server.database_run)
cli.add_typer(demo, name="demo")
cli.add_typer(tenant, name="tenant")
cli.add_typer(people, name="people")
cli.add_typer(client, name="client")
cli.add_typer(issuer, name="issuer")
cli.add_typer(keys, name="keys")
cli.add_typer(sync, name="sync")
cli.add_typer(webhooks, name="webhooks")
cli.add_typer(database, name="database")
cli.add_typer(audit, name="audit")


@cli.command()
def work() -> None:
    """Relay and deliver events, with the database at DATABASE_URL, until SIGTERM."""
    with nothing_to_collect():
        from app.operate import run_worker

    run_worker(server.read_settings())


@cli.command()
def token(
    who: Annotated[
        str,
        typer.Argument(help="A demo persona (employee, manager, people, ...) or a person's id."),
    ],
    *,
    tenant_id: Annotated[UUID | None, typer.Option("--tenant", help="With a person's id.")] = None,
    scope: Annotated[str | None, typer.Option(help="Space-separated; all by default.")] = None,
) -> None:
    """Make an access token for a person. In development only: it takes our own signing key."""
    from app.demo.tokens import make_token

    made = make_token(server.read_settings(), who, tenant_id, scope)
    if isinstance(made, str):
        typer.echo(made)
    else:
        sys.stderr.write(f"career: {made.reason}\n")
        raise typer.Exit(1)


@cli.command()
def contracts(
    *, check: Annotated[bool, typer.Option(help="Fail if a file would change.")] = False
) -> None:
    """Write `openapi/`: what we promise, generated from what we do."""
    from app.contracts import write_contracts

    stale = write_contracts(Path("openapi"), check=check)
    for path in stale:
        typer.echo(f"{'stale' if check else 'wrote'} {path}")
    raise typer.Exit(code=1 if check and stale else 0)


@people.command("import")
def import_people(
    file: Annotated[Path, typer.Argument(help="people.csv, .ndjson (or .jsonl), or .json.")],
    url: Annotated[str, typer.Option(help="Where the API is.")] = "http://127.0.0.1:8000",
    client_id: Annotated[str, typer.Option(envvar="CAREER_CLIENT_ID")] = "",
    client_secret: Annotated[str, typer.Option(envvar="CAREER_CLIENT_SECRET")] = "",
    chunk: Annotated[int, typer.Option(min=1, max=10_000, help="People in one call.")] = 1000,
    *,
    all_or_nothing: Annotated[
        bool, typer.Option(help="One call: nobody, if one is refused. 10,000 at the most.")
    ] = False,
    dry_run: Annotated[bool, typer.Option(help="Only read and check the file.")] = False,
) -> None:
    """Bring people into a running server, in any order. Twice changes nothing.

    Who reports to somebody further down is sent again at the end, with the manager; if the
    manager is refused then, the person is there without. Exits with 0 if all is as the file
    says, 1 if somebody was refused (told line by line) or it failed.
    """
    from app.importing.run import Wish, import_file

    wish = Wish(file, chunk, all_or_nothing=all_or_nothing, dry_run=dry_run)
    raise typer.Exit(import_file(wish, url, client_id, client_secret))


TimeZone = Annotated[str | None, typer.Option(help="An IANA time zone.")]
Locale = Annotated[str | None, typer.Option(help="A BCP 47 language tag.")]
WorkingWeek = Annotated[
    str | None, typer.Option(help="Days of work, 1 (Monday) to 7 (Sunday), such as 7,1,2,3,4.")
]
Threshold = Annotated[
    int | None, typer.Option(help="No number stands for fewer people; 3 or more.")
]


@tenant.command("create")
def create_tenant(
    name: str,
    time_zone: TimeZone = None,
    locale: Locale = None,
    working_week: WorkingWeek = None,
    anonymity_threshold: Threshold = None,
) -> None:
    """Begin an organisation. Prints its id."""
    from app.operate import create_tenant as create

    given = _settled(name, time_zone, locale, working_week, anonymity_threshold)
    typer.echo(json.dumps({"tenantId": str(create(server.read_settings(), given))}))


@tenant.command("change")
def change_tenant(
    tenant_id: UUID,
    name: Annotated[str | None, typer.Option(help="How it is called.")] = None,
    time_zone: TimeZone = None,
    locale: Locale = None,
    working_week: WorkingWeek = None,
    anonymity_threshold: Threshold = None,
) -> None:
    """Change what an organisation has settled. Prints all of it."""
    from app.operate import change_tenant as change

    given = _settled(name, time_zone, locale, working_week, anonymity_threshold)
    typer.echo(change(server.read_settings(), tenant_id, given))


def _settled(
    name: str | None,
    time_zone: str | None,
    locale: str | None,
    working_week: str | None,
    anonymity_threshold: int | None,
) -> dict[str, object]:
    return {
        "name": name,
        "time_zone": time_zone,
        "locale": locale,
        "working_week": working_week.split(",") if working_week is not None else None,
        "anonymity_threshold": anonymity_threshold,
    }


@client.command("create")
def create_client(
    tenant_id: UUID,
    name: str,
    scopes: Annotated[list[str], typer.Argument(help="Such as people:write.")],
) -> None:
    """Let a machine in. Prints its id and its secret, which is never shown again."""
    from app.operate import create_client as create

    typer.echo(create(server.read_settings(), tenant_id, name, scopes))


@audit.command("verify")
def verify_audit(
    tenant_id: UUID,
    marks: Annotated[
        Path | None,
        typer.Option(help="Compare with the marks in this file, and leave the new ones there."),
    ] = None,
) -> None:
    """Find entries of an organisation's audit trail that were changed, removed or reordered.

    Exits with 1 if there are any. Keep the file of marks where nobody who can write to the
    database can: it also shows whether the whole trail was written anew, or its end cut off.
    """
    from app.auditing import verify

    raise typer.Exit(verify(server.read_settings(), tenant_id, marks))


@issuer.command("trust")
def trust_issuer(
    tenant_id: UUID,
    name: Annotated[str, typer.Argument(metavar="ISSUER", help="The `iss` of its tokens.")],
    person_claim: Annotated[str, typer.Option(help="The claim that names the person.")],
    person_field: Annotated[
        str, typer.Option(help="What it holds: external_id, user_name, work_email or id.")
    ],
    scope: Annotated[list[str], typer.Option(help="The most that its tokens may have.")],
    audience: Annotated[
        str | None, typer.Option(help="The `aud` of its tokens: <base URL>/tenants/<TENANT_ID>.")
    ] = None,
    jwks_url: Annotated[str | None, typer.Option(help="Where its keys are, or:")] = None,
    discovery: Annotated[
        str | None, typer.Option(help="The URL of the document that says where they are.")
    ] = None,
    *,
    enabled: Annotated[bool, typer.Option(help="Whether its tokens count.")] = True,
) -> None:
    """Let an identity provider's tokens count, or change what was agreed with it.

    Who controls it, or the claim, can become any person of the organisation: choose a claim
    that people cannot change themselves.
    """
    from app.trusting import trust

    asked = {
        "issuer": name,
        "audience": audience,
        "jwks_url": jwks_url,
        "discovery_url": discovery,
        "person_claim": person_claim,
        "person_field": person_field,
        "scopes": tuple(scope),
        "enabled": enabled,
    }
    typer.echo(trust(server.read_settings(), tenant_id, asked))


@issuer.command("list")
def list_issuers(tenant_id: UUID) -> None:
    """Show the identity providers that an organisation trusts, one a line."""
    from app.trusting import trusted

    for one in trusted(server.read_settings(), tenant_id):
        typer.echo(one)


@issuer.command("distrust")
def distrust_issuer(
    tenant_id: UUID,
    name: Annotated[str, typer.Argument(metavar="ISSUER", help="The `iss` of its tokens.")],
    audience: Annotated[str | None, typer.Option(help="Only for this one.")] = None,
) -> None:
    """Let none of an identity provider's tokens count any more, within seconds."""
    from app.trusting import distrust

    asked = {"issuer": name, "audience": audience}
    typer.echo(distrust(server.read_settings(), tenant_id, asked))


@client.command("rotate-secret")
def rotate_client_secret(
    client_id: Annotated[str, typer.Argument(help="Such as cc_...")],
    overlap_hours: Annotated[
        int, typer.Option(help="How long its other secrets stay valid, 0 to 720.")
    ] = 24,
) -> None:
    """Give a machine another secret. Prints it; it is never shown again."""
    from app.operate import rotate_client_secret as rotate

    typer.echo(rotate(server.read_settings(), client_id, overlap_hours))


@client.command("disable")
def disable_client(client_id: Annotated[str, typer.Argument(help="Such as cc_...")]) -> None:
    """Let a machine in no more; its tokens are refused within seconds."""
    from app.operate import disable_client as disable

    typer.echo(disable(server.read_settings(), client_id))


@demo.command("load")
def load_demo() -> None:
    """Load the demonstration organisation into the database at DATABASE_URL, once."""
    from app.demo.load import load

    load(server.read_settings())


@demo.command("banner")
def show_banner() -> None:
    """Print tokens of the demo personas, and what to try with them."""
    from app.demo.tokens import banner

    typer.echo(banner(server.read_settings()))


@demo.command("play")
def play_demo(
    url: Annotated[str | None, typer.Option(help="Where the API is.")] = None,
) -> None:
    """Play the main job against a running server, with nothing but HTTP."""
    from app.demo.story import play

    raise typer.Exit(play(server.read_settings(), url))


def main() -> None:
    """Run a command; what an operator can mend is told in one line."""
    try:
        cli()
    except CannotRun as reason:
        sys.stderr.write(f"career: {reason}\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
