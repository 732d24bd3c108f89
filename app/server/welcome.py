"""What somebody sees who started the product: where everything is, and how to stop it."""

import sys

from app.settings import Settings


def welcome(settings: Settings) -> None:
    """Print it; in colour only where somebody looks."""
    lines = _lines(settings)
    banner = settings.data_dir / "banner.txt"
    told = banner.read_text().rstrip() if banner.exists() else ""
    if sys.stdout.isatty():
        _print_in_colour(lines, told)
        return
    sys.stdout.write("Career Conversations is ready.\n")
    sys.stdout.writelines(f"  {name:<12} {where}\n" for name, where in lines.items())
    sys.stdout.write(f"\n{told}\n" if told else "")
    sys.stdout.flush()


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


def _print_in_colour(lines: dict[str, str], told: str) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console()
    console.print("[bold green]Career Conversations is ready.[/]")
    for name, where in lines.items():
        console.print(Text.assemble("  ", (f"{name:<12} ", "dim"), where), soft_wrap=True)
    if told:
        console.print()
        console.print(Text(told), soft_wrap=True)
