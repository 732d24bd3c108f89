"""What somebody sees who started the product: where everything is, and how to stop it."""

import sys
import threading
from collections.abc import Sequence

from app.server.processes import Child
from app.settings import Settings


def welcome(settings: Settings, program: Sequence[str]) -> None:
    """Print it; in colour only where somebody looks.

    Where a demonstration was loaded, `program demo banner` prints tokens for it, a moment
    later: nobody waits for that.
    """
    lines = _lines(settings)
    if sys.stdout.isatty():
        _print_in_colour(lines)
    else:
        sys.stdout.write("Career Conversations is ready.\n")
        sys.stdout.writelines(f"  {name:<12} {where}\n" for name, where in lines.items())
    sys.stdout.write("\n")
    sys.stdout.flush()
    if not settings.is_production and (settings.data_dir / "demo.json").exists():
        banner = Child("The banner", (*program, "demo", "banner"))
        banner.start({})
        threading.Thread(target=banner.wait, daemon=True).start()  # leave no zombie


def _lines(settings: Settings) -> dict[str, str]:
    database = settings.database_url
    return {
        "REST docs": f"{settings.base_url}/docs",
        "GraphiQL": f"{settings.base_url}/graphql",
        "Database": f"embedded, in {settings.data_dir.resolve() / 'postgres'}"
        if database is None
        else f"at {database.hosts()[0]['host']}",
        "Data folder": str(settings.data_dir.resolve()),
        "To stop": "Ctrl-C",
    }


def _print_in_colour(lines: dict[str, str]) -> None:
    from rich.console import Console  # noqa: PLC0415 - slow to import, and not always needed
    from rich.text import Text  # noqa: PLC0415

    console = Console()
    console.print("[bold green]Career Conversations is ready.[/]")
    for name, where in lines.items():
        console.print(Text.assemble("  ", (f"{name:<12} ", "dim"), where), soft_wrap=True)
