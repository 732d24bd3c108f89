"""A product of almost nothing, with the subcommands of the real one: `python run.py serve`."""
