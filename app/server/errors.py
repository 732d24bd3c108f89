"""Why the product cannot run here: each error is one line that tells an operator what to do."""


class CannotRun(Exception):
    """The product cannot run here; the message says why, and what would help."""


class DataFolderInUse(CannotRun):
    """Another process runs the database of this data folder."""


class UnusableCluster(CannotRun):
    """The database files are there, and this program cannot run them."""


class DatabaseUnreachable(CannotRun):
    """Nobody answers at the address of the database, or it does not let us in."""


class DatabaseTooOld(CannotRun):
    """The server is older than the PostgreSQL that the product is written for."""


class MissingRight(CannotRun):
    """The login of the owner may not do what a migration needs."""


class PowerfulRole(CannotRun):
    """A login that row-level security does not hold may not serve requests."""


class MissingSettings(CannotRun):
    """Production refuses to make up what it has to be given."""


class PortInUse(CannotRun):
    """Somebody else listens where the API should."""


class KeepsCrashing(CannotRun):
    """A process ended again and again right after its start."""
