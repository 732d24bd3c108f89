"""Running the product on a machine: its database, its migrations, its processes.

Nothing here knows the domain, and nothing of the domain knows this package. `commands` is what a
shell sees of it.
"""
