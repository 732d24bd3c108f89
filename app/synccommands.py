"""`career sync plan`, `career sync apply` and `career sync export`."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from app.syncing.calls import Call

sync = typer.Typer(no_args_is_help=True, help="Competency models from files.")

File = Annotated[Path, typer.Argument(help="The model: YAML, JSON, CASE, CSV or Markdown.")]
Url = Annotated[str, typer.Option(help="Where the API is.")]
ClientId = Annotated[str, typer.Option(envvar="CAREER_CLIENT_ID")]
ClientSecret = Annotated[str, typer.Option(envvar="CAREER_CLIENT_SECRET")]
Format = Annotated[
    str | None, typer.Option(help="Such as own_yaml, case or esco_csv; told by the content if not.")
]
Code = Annotated[str | None, typer.Option(help="The framework's code, in place of the file's.")]
Title = Annotated[str | None, typer.Option(help="The framework's title, in place of the file's.")]
Tongue = Annotated[str | None, typer.Option("--language", help="BCP 47, if the file says none.")]
Draft = Annotated[bool, typer.Option(help="Leave it as a draft, to be published later.")]
AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]

_URL: Final = "http://127.0.0.1:8000"


@sync.command()
def plan(
    file: File,
    url: Url = _URL,
    client_id: ClientId = "",
    client_secret: ClientSecret = "",
    format: Format = None,
    code: Code = None,
    title: Title = None,
    language: Tongue = None,
    out: Annotated[Path | None, typer.Option(help="Keep the plan in this file.")] = None,
    *,
    draft: Draft = False,
    as_json: AsJson = False,
) -> None:
    """Say what a file would change, and whom that concerns. Nothing is changed.

    Exits with 0 if nothing would change, 2 if something would, 1 if it cannot be done.
    """
    from app.syncing import run

    wish = run.Wish(file, format, code, title, language, publish=not draft)

    async def planned(call: "Call") -> int:
        return await run.plan(wish, call, as_json=as_json, out=out)

    raise typer.Exit(_called(planned, url, client_id, client_secret))


@sync.command()
def apply(
    file: File,
    url: Url = _URL,
    client_id: ClientId = "",
    client_secret: ClientSecret = "",
    format: Format = None,
    code: Code = None,
    title: Title = None,
    language: Tongue = None,
    plan: Annotated[
        Path | None, typer.Option(help="Carry out exactly this plan, or nothing.")
    ] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    draft: Draft = False,
    as_json: AsJson = False,
) -> None:
    """Have the stored model say what a file says. Twice changes nothing.

    Shows the plan first and carries out exactly that, or refuses because the world has moved.
    Exits with 0 if the model is as the file says, 1 if it is not.
    """
    from app.syncing import run

    wish = run.Wish(file, format, code, title, language, publish=not draft)

    async def applied(call: "Call") -> int:
        return await run.apply(wish, call, as_json=as_json, planned=plan, agreed=yes)

    raise typer.Exit(_called(applied, url, client_id, client_secret))


@sync.command()
def export(
    code: Annotated[str, typer.Argument(help="The code of the framework.")],
    url: Url = _URL,
    client_id: ClientId = "",
    client_secret: ClientSecret = "",
    format: Annotated[str, typer.Option(help="own_yaml, own_json, case or csv.")] = "own_yaml",
    number: Annotated[
        int | None, typer.Option(help="Of a published version; the one in force if not.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Standard output if not.")] = None,
) -> None:
    """Write a published model to a file: what was synced in our own format can be synced again."""
    from app.syncing import run

    query = {"format": format} | ({} if number is None else {"number": str(number)})

    async def exported(call: "Call") -> int:
        return await run.export(code, call, query, out)

    raise typer.Exit(_called(exported, url, client_id, client_secret))


def _called(
    work: "Callable[[Call], Awaitable[int]]", url: str, client_id: str, client_secret: str
) -> int:
    import asyncio

    import httpx

    from app.syncing.calls import Call

    async def run() -> int:
        patience = httpx.Timeout(60, read=900)
        async with httpx.AsyncClient(base_url=url, timeout=patience) as http:
            return await work(Call(http, client_id, client_secret))

    return asyncio.run(run())
