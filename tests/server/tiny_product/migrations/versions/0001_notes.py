"""Notes, which the app may read and write."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute("CREATE TABLE note (text text)")
    op.execute("GRANT SELECT, INSERT ON note TO career_app")
