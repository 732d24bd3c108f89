"""`career keys`: the keys that sign access tokens, and those that seal what people wrote."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from app.server import commands as server

if TYPE_CHECKING:
    from app.security.keys import KeyState

keys = typer.Typer(
    no_args_is_help=True, help="The keys that sign access tokens, and those that seal texts."
)


class Subject(StrEnum):
    SIGNING = "signing"
    MASTER = "master"


Which = Annotated[
    Subject,
    typer.Argument(help="The keys that sign tokens, or the master keys: CAREER_SECRET_KEY."),
]


@keys.command("rotate")
def rotate_keys(
    subject: Which = Subject.SIGNING,
    delay: Annotated[
        int, typer.Option(min=0, max=86_400, help="Seconds until the new signing key signs.")
    ] = 600,
    *,
    at_once: Annotated[bool, typer.Option(help="The new key signs now: no delay.")] = False,
    forget: Annotated[
        bool, typer.Option(help="Drop all other keys, and with them every token: if one leaked.")
    ] = False,
) -> None:
    """Make a new signing key; or seal anew with the first master key what others have sealed.

    A new signing key is published now, and signs when verifiers have read it. Running API
    processes see it within seconds. The old keys verify what they signed, and are dropped by a
    later rotation.

    A new master key is yours to make (`openssl rand -base64 32`). Put it behind the old one in
    CAREER_SECRET_KEY and restart every process, then in front of it and restart again, then run
    `career keys rotate master`: while people work, and again if it was stopped. A day later,
    when kept answers have expired, the old one can go.
    """
    if subject is Subject.MASTER:
        from app.keeping import rotate_master

        raise typer.Exit(rotate_master(server.read_settings()))
    from app.operate import rotate_keys as rotate

    _tell(rotate(server.read_settings(), delay_s=0 if at_once else delay, forget=forget))


@keys.command("list")
def list_keys(subject: Which = Subject.SIGNING) -> None:
    """List the signing keys, the newest first: which one signs, and which only verify.

    Of the master keys: how many keys of people each of them wraps.
    """
    if subject is Subject.MASTER:
        from app.keeping import list_masters

        list_masters(server.read_settings())
        return
    from app.operate import list_keys as listed

    _tell(listed(server.read_settings()))


@keys.command("seal")
def seal_texts() -> None:
    """Seal the notes and reflections that an earlier version stored in plain.

    The worker does the same, CAREER_SEAL_AFTER_S after it started. That version cannot read
    them any more. Run again at any time, nothing is done twice.
    """
    from app.keeping import seal_texts as seal

    seal(server.read_settings())


@keys.command("unseal")
def unseal_texts() -> None:
    """Store all notes and reflections in plain again, to go back to the version before.

    Stop every process first, or the worker seals them again. What was erased is empty.
    """
    from app.keeping import unseal_texts as unseal

    unseal(server.read_settings())


@keys.command("erase")
def erase_texts(
    tenant_id: UUID,
    person_id: UUID,
    confirm: Annotated[str, typer.Option(help="The external id of the same person.")],
) -> None:
    """Erase all notes and reflections that a person wrote, for everybody and for good.

    The key that they are sealed with is destroyed. A backup from before still has it: it is
    erased there when the backup is.
    """
    from app.keeping import erase_texts as erase

    typer.echo(erase(server.read_settings(), tenant_id, person_id, confirm))


def _tell(states: "list[KeyState]") -> None:
    for one in states:
        at = datetime.fromtimestamp(one.signs_from, UTC).isoformat() if one.signs_from else ""
        typer.echo(f"{one.state:<9}{one.algorithm:<7}{one.kid}  {at and f'from {at}'}".rstrip())
