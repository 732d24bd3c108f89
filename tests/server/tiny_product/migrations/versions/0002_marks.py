"""A second step, so that there is an order."""

from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    op.execute("CREATE TABLE mark (text text)")
