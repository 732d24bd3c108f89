"""Webhooks: attempts; forms, headers, credentials and limits of endpoints, how they do, secrets
that were rotated away; asking again for much at once; and the place of each event in the feed.

Safe while the previous version still runs: what it writes has defaults here. It sends what it
takes as before, beside the new version: something may come twice, with the same id. What it
relays has no place in the feed yet, and gets one from the new version.

Revision: 0029
Follows: 0028
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "outbox_feed",
    "outbox_mark",
    "webhook_attempt",
    "webhook_retired_secret",
    "webhook_endpoint_state",
    "webhook_hour",
    "webhook_redelivery",
)

PROTECT = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {table} TO career_app
  USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO career_app
"""

# What comes and goes all the time is looked after sooner than tables that grow.
BUSY = {
    "outbox_event": "autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05",
    "webhook_delivery": "autovacuum_vacuum_scale_factor = 0.02,"
    " autovacuum_analyze_scale_factor = 0.05, fillfactor = 70",
    "webhook_endpoint_state": "fillfactor = 50",
    "webhook_hour": "fillfactor = 50",
}


OPENED = ("outbox_event", "webhook_endpoint", "webhook_delivery")


def upgrade() -> None:
    for table in OPENED:  # whoever migrates may see no rows otherwise
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    _outbox()
    _endpoint()
    _delivery()
    _attempt()
    _beside_endpoints()
    _redelivery()
    for table in TABLES:
        for statement in PROTECT.format(table=table).split(";"):
            op.execute(statement)
    for table, settings in BUSY.items():
        op.execute(f"ALTER TABLE {table} SET ({settings})")
    _worker()
    _close()


def downgrade() -> None:
    """Attempts, secrets that were rotated away, headers and credentials are forgotten, and so is
    where the events were in the feed. Events that were cleared away are counted anew.
    """
    for table in OPENED:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute("DROP POLICY work ON webhook_redelivery")
    op.execute(
        "REVOKE SELECT (endpoint_id, waits, leased_until) ON webhook_delivery FROM career_worker"
    )
    op.execute("REVOKE SELECT (position) ON outbox_event FROM career_worker")
    op.execute("DROP POLICY work ON outbox_event")
    op.execute(
        "CREATE POLICY work ON outbox_event FOR SELECT TO career_worker USING (relayed_at IS NULL)"
    )
    for table in reversed(TABLES):
        op.drop_table(table)
    for table in ("outbox_event", "webhook_delivery"):
        names = ", ".join(one.split("=")[0].strip() for one in BUSY[table].split(","))
        op.execute(f"ALTER TABLE {table} RESET ({names})")
    _delivery_as_it_was()
    for name in ("format", "credentials", "sealed", "disabled", "rate"):
        op.drop_constraint(op.f(f"webhook_endpoint_{name}_ck"), "webhook_endpoint", type_="check")
    op.execute("DELETE FROM webhook_endpoint WHERE removed_at IS NOT NULL OR format = 'xapi'")
    for name in (
        *("removed_at", "disabled_because", "disabled_at", "max_per_minute", "sealed_credentials"),
        *("credentials", "sealed_headers", "header_names", "format"),
    ):
        op.drop_column("webhook_endpoint", name)
    op.drop_index("outbox_event_feed_ix", "outbox_event")
    op.drop_index("outbox_event_pending_ix", "outbox_event")
    op.create_index(
        "outbox_event_pending_ix",
        "outbox_event",
        ["tenant_id", "sequence", "id"],
        postgresql_where=sa.text("relayed_at IS NULL"),
    )
    op.drop_column("outbox_event", "source")
    op.drop_column("outbox_event", "position")
    _close()


def _close() -> None:
    for table in OPENED:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _outbox() -> None:
    op.add_column("outbox_event", sa.Column("position", sa.BigInteger()))
    op.add_column("outbox_event", sa.Column("source", sa.String()))
    op.drop_index("outbox_event_pending_ix", "outbox_event")
    op.create_index(
        "outbox_event_pending_ix",
        "outbox_event",
        ["tenant_id", "id"],
        postgresql_where=sa.text("position IS NULL"),
    )
    op.create_index(
        "outbox_event_feed_ix",
        "outbox_event",
        ["tenant_id", "position"],
        unique=True,
        postgresql_where=sa.text("position IS NOT NULL"),
    )
    op.create_table(
        "outbox_feed", *_entity("outbox_feed"), sa.Column("last", sa.BigInteger(), nullable=False)
    )
    op.create_table(
        "outbox_mark",
        *_entity("outbox_mark"),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
    )


def _endpoint() -> None:
    for column in (
        sa.Column("format", sa.String(40), nullable=False, server_default=sa.text("'json'")),
        sa.Column(
            "header_names",
            postgresql.ARRAY(sa.String()),
            nullable=False,
            server_default=sa.text("'{}'"),
        ),
        sa.Column("sealed_headers", sa.LargeBinary()),
        sa.Column("credentials", sa.String(40)),
        sa.Column("sealed_credentials", sa.LargeBinary()),
        sa.Column("max_per_minute", sa.Integer()),
        sa.Column("disabled_at", MOMENT),
        sa.Column("disabled_because", sa.String(40)),
        sa.Column("removed_at", MOMENT),
    ):
        op.add_column("webhook_endpoint", column)
    for name, rule in (
        ("format", "format IN ('json', 'cloudevents', 'xapi')"),
        ("credentials", "credentials IN ('basic', 'oauth')"),
        ("sealed", "(credentials IS NULL) = (sealed_credentials IS NULL)"),
        ("disabled", "disabled_because IN ('manual', 'gone', 'failing')"),
        ("rate", "max_per_minute > 0"),
    ):
        op.create_check_constraint(op.f(f"webhook_endpoint_{name}_ck"), "webhook_endpoint", rule)
    # Until now an endpoint was disabled by its own answer only.
    op.execute(
        "UPDATE webhook_endpoint SET disabled_at = now(), disabled_because = 'gone'"
        " WHERE NOT enabled"
    )


def _delivery() -> None:
    table = "webhook_delivery"
    for column in (
        sa.Column("cause", sa.String(40), nullable=False, server_default=sa.text("'event'")),
        sa.Column("waits", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("tries", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("leased_until", MOMENT),
    ):
        op.add_column(table, column)
    op.execute(f"UPDATE {table} SET tries = attempts WHERE status = 'pending' AND attempts > 0")
    op.create_check_constraint(
        op.f(f"{table}_cause_ck"),
        table,
        "cause IN ('event', 'resend', 'recover', 'replay', 'test')",
    )
    op.drop_constraint(f"{table}_tenant_id_event_id_fk", table, type_="foreignkey")
    op.drop_index(f"{table}_due_ix", table)
    op.create_index(
        f"{table}_lane_ix",
        table,
        ["tenant_id", "endpoint_id", "due_at"],
        postgresql_where=sa.text("status = 'pending' AND NOT waits"),
    )
    op.create_index(f"{table}_list_ix", table, ["tenant_id", "endpoint_id", "id"])
    op.create_index(
        f"{table}_undelivered_ix",
        table,
        ["tenant_id", "endpoint_id", "status", "id"],
        postgresql_where=sa.text("status <> 'delivered'"),
    )


def _delivery_as_it_was() -> None:
    table = "webhook_delivery"
    op.drop_index(f"{table}_undelivered_ix", table)
    op.drop_index(f"{table}_list_ix", table)
    op.drop_index(f"{table}_lane_ix", table)
    op.create_index(
        f"{table}_due_ix",
        table,
        ["tenant_id", "due_at"],
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.execute(
        f"DELETE FROM {table} AS owed WHERE NOT EXISTS (SELECT FROM outbox_event AS event"
        " WHERE event.tenant_id = owed.tenant_id AND event.id = owed.event_id)"
    )
    op.create_foreign_key(
        f"{table}_tenant_id_event_id_fk",
        table,
        "outbox_event",
        ["tenant_id", "event_id"],
        ["tenant_id", "id"],
    )
    op.drop_constraint(op.f(f"{table}_cause_ck"), table, type_="check")
    for name in ("leased_until", "tries", "waits", "cause"):
        op.drop_column(table, name)


def _attempt() -> None:
    op.create_table(
        "webhook_attempt",
        *_entity("webhook_attempt"),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("request_headers", postgresql.JSONB(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("error", sa.String()),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("response_headers", postgresql.JSONB(), nullable=False),
        sa.Column("response_body", sa.String(), nullable=False),
    )
    _index("webhook_attempt_delivery_ix", "webhook_attempt", "delivery_id", "number")
    _index("webhook_attempt_endpoint_ix", "webhook_attempt", "endpoint_id", "id")


def _beside_endpoints() -> None:
    op.create_table(
        "webhook_retired_secret",
        *_entity("webhook_retired_secret"),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        _points("webhook_retired_secret", "endpoint_id", "webhook_endpoint"),
    )
    _index(
        "webhook_retired_secret_endpoint_ix", "webhook_retired_secret", "endpoint_id", "expires_at"
    )
    op.create_table(
        "webhook_endpoint_state",
        *_entity("webhook_endpoint_state"),
        sa.Column("allowance", sa.Double(), nullable=False, server_default=sa.text("0")),
        sa.Column("allowance_at", MOMENT),
        sa.Column("paused_until", MOMENT),
        sa.Column("failing_since", MOMENT),
        sa.Column("failures_in_row", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("last_succeeded_at", MOMENT),
        sa.Column("last_failed_at", MOMENT),
        _points("webhook_endpoint_state", "id", "webhook_endpoint"),
    )
    op.create_table(
        "webhook_hour",
        *_entity("webhook_hour"),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("hour", MOMENT, nullable=False),
        sa.Column("succeeded", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("duration_ms", sa.BigInteger(), nullable=False),
        _points("webhook_hour", "endpoint_id", "webhook_endpoint"),
        sa.UniqueConstraint(
            "tenant_id", "endpoint_id", "hour", name="webhook_hour_tenant_id_endpoint_id_hour_uq"
        ),
    )


def _redelivery() -> None:
    op.create_table(
        "webhook_redelivery",
        *_entity("webhook_redelivery"),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("event_types", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("requested_by_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("reached", sa.Uuid()),
        sa.Column("position", sa.BigInteger()),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("owed", sa.Integer(), nullable=False),
        sa.Column("ended_at", MOMENT),
        _points("webhook_redelivery", "endpoint_id", "webhook_endpoint"),
        sa.CheckConstraint("kind IN ('recover', 'replay')", name="kind"),
        sa.CheckConstraint("status IN ('running', 'done', 'cancelled')", name="status"),
        sa.CheckConstraint("since < until", name="window"),
        sa.CheckConstraint("(status = 'running') = (ended_at IS NULL)", name="ended"),
    )
    _index("webhook_redelivery_endpoint_ix", "webhook_redelivery", "endpoint_id", "id")
    op.create_index(
        "webhook_redelivery_running_ix",
        "webhook_redelivery",
        ["tenant_id", "endpoint_id"],
        unique=True,
        postgresql_where=sa.text("status = 'running'"),
    )


def _worker() -> None:
    """It learns where there is work, and nothing else."""
    op.execute("DROP POLICY work ON outbox_event")
    op.execute(
        "CREATE POLICY work ON outbox_event FOR SELECT TO career_worker USING (position IS NULL)"
    )
    op.execute("GRANT SELECT (position) ON outbox_event TO career_worker")
    op.execute(
        "GRANT SELECT (endpoint_id, waits, leased_until) ON webhook_delivery TO career_worker"
    )
    op.execute(
        "CREATE POLICY work ON webhook_redelivery FOR SELECT TO career_worker"
        " USING (status = 'running')"
    )
    op.execute("GRANT SELECT (tenant_id, status) ON webhook_redelivery TO career_worker")


def _entity(table: str) -> tuple[sa.Column | sa.PrimaryKeyConstraint, ...]:
    return (
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=f"{table}_pk"),
    )


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{to}.tenant_id", f"{to}.id"],
        name=f"{table}_tenant_id_{column}_fk",
        ondelete="CASCADE",
    )


def _index(name: str, table: str, *columns: str) -> None:
    op.create_index(name, table, ["tenant_id", *columns])
