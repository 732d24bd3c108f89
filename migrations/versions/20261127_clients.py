"""API clients: secrets of their own table, keys of their own, revocation, assertions shown once.

Safe while the previous version still runs: the new columns are empty for whoever does not know
them, and the previous version goes on with `secret_hashes`, which this version keeps up to date
and never reads. It reads `api_client_secret`, filled here from that column. So a secret works with
both, whichever version made it, with two exceptions while both run: a secret that ends by itself
goes on with the previous version until the client's secrets change next, and a client that the
previous version's `career client create` registers after this revision is not let in by this
version: register clients before, or with this version. A later revision drops the column.

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("api_client_secret", "client_assertion")

PROTECT = """
ALTER TABLE {0} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {0} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {0} TO career_app
  USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON {0} TO career_app
"""

# The owner is held by row-level security as well, and no tenant is his: for the length of this
# transaction, which holds the table anyway, he is let through.
BACKFILL = """
ALTER TABLE api_client NO FORCE ROW LEVEL SECURITY;
INSERT INTO api_client_secret (tenant_id, id, version, created_at, api_client_id, hash)
SELECT tenant_id, gen_random_uuid(), 1, created_at, api_client.id, hash
FROM api_client, unnest(secret_hashes) AS hash;
ALTER TABLE api_client FORCE ROW LEVEL SECURITY
"""


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("api_client", sa.Column("public_keys", postgresql.JSONB()))
    op.add_column("api_client", sa.Column("tokens_revoked_at", moment))
    op.add_column("api_client", sa.Column("last_used_at", moment))
    op.create_table(
        "api_client_secret",
        *_beginning(),
        sa.Column("api_client_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("expires_at", moment),
        *_ending("api_client_secret"),
    )
    op.create_index(
        "api_client_secret_of_ix", "api_client_secret", ["tenant_id", "api_client_id", "id"]
    )
    op.create_table(
        "client_assertion",
        *_beginning(),
        sa.Column("api_client_id", sa.Uuid(), nullable=False),
        sa.Column("jti", sa.String(), nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        *_ending("client_assertion"),
        sa.UniqueConstraint(
            *("tenant_id", "api_client_id", "jti"),
            name="client_assertion_tenant_id_api_client_id_jti_uq",
        ),
    )
    op.create_index("client_assertion_age_ix", "client_assertion", ["tenant_id", "expires_at"])
    _run(BACKFILL)
    for table in TABLES:
        _run(PROTECT.format(table))


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    for column in ("last_used_at", "tokens_revoked_at", "public_keys"):
        op.drop_column("api_client", column)


def _beginning() -> list[sa.Column]:
    return [
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _ending(table: str) -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("tenant_id", "id", name=f"{table}_pk"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "api_client_id"],
            ["api_client.tenant_id", "api_client.id"],
            name=f"{table}_tenant_id_api_client_id_fk",
        ),
    ]


def _run(script: str) -> None:
    for statement in script.split(";"):
        op.execute(statement)
