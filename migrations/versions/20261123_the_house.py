"""The house: people, competencies, plans, conversations, access, webhooks and the outbox.

Safe while the previous version still runs: there is none. Needs the roles `career_app` and
`career_worker`, which `career migrate` makes: they belong to the server, not to a database.

Revision: 0001
Follows: nothing
"""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "agreed_step",
    "milestone",
    "preparation",
    "note",
    "goal",
    "webhook_delivery",
    "relationship",
    "plan",
    "conversation",
    "competency",
    "webhook_endpoint",
    "tenant",
    "person",
    "outbox_event",
    "idempotency_key",
    "competency_framework",
    "api_client",
)

REVOKE_USAGE = """
DO $$
BEGIN
  EXECUTE format(
    'REVOKE USAGE ON SCHEMA %I FROM career_app, career_worker', current_schema()
  );
END
$$
"""

# One that an administrator had made before is not ours to drop.
DROP_OUR_EXTENSION = """
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_extension
    WHERE extname = 'btree_gist' AND extowner = current_user::regrole
  ) THEN
    DROP EXTENSION btree_gist;
  END IF;
END
$$
"""


def upgrade() -> None:
    script = Path(__file__).with_name("0001_the_house.sql").read_text()
    # A script is more than one statement, which SQLAlchemy would try to prepare as one.
    op.get_bind().connection.dbapi_connection.run_async(lambda driver: driver.execute(script))


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.execute("REVOKE SELECT ON alembic_version FROM career_app")
    op.execute(REVOKE_USAGE)
    op.execute(DROP_OUR_EXTENSION)
