"""People and groups as directories write them: SCIM.

Safe while the previous version still runs: new columns may be empty, which means that no
directory wrote anything, and it knows nothing of the new tables.

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("person_group", "person_group_member")
MOMENT = sa.DateTime(timezone=True)

PROTECT = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {table} TO career_app
  USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO career_app
"""

KEYS = {
    "user_name_key": "lower(user_name)",
    "display_name_key": "lower(display_name)",
    "work_email_key": "lower(work_email)",
}
INDEXES = {
    "person_user_name_ix": "user_name_key",
    "person_display_name_ix": "display_name_key",
    "person_work_email_ix": "work_email_key",
}
MORE_EMAILS = "jsonb_array_length(scim -> 'emails') > 1"


def upgrade() -> None:
    op.add_column("person", sa.Column("changed_at", MOMENT))
    op.add_column("person", sa.Column("scim", postgresql.JSONB()))
    # Stored columns are computed at once, which writes the table anew: people are few enough.
    for name, expression in KEYS.items():
        op.add_column("person", _computed(name, sa.String(), expression))
    op.add_column("person", _computed("has_more_emails", sa.Boolean(), MORE_EMAILS))
    op.add_column("person", sa.Column("scim_deleted_at", MOMENT))
    _tables()
    for table in TABLES:
        for statement in PROTECT.format(table=table).split(";"):
            op.execute(statement)
    for name, column in INDEXES.items():
        op.create_index(name, "person", ["tenant_id", column])
    op.create_index(
        "person_more_emails_ix",
        "person",
        ["tenant_id"],
        postgresql_where=sa.text("has_more_emails"),
    )


def _computed(name: str, kind: sa.types.TypeEngine, expression: str) -> sa.Column:
    return sa.Column(name, kind, sa.Computed(expression, persisted=True))


def _tables() -> None:
    op.create_table(
        "person_group",
        *_entity(),
        sa.Column("display_name", sa.String(), nullable=False),
        _computed("display_name_key", sa.String(), "lower(display_name)"),
        sa.Column("external_id", sa.String()),
        sa.Column("changed_at", MOMENT),
        sa.Column("scim", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="person_group_pk"),
    )
    op.create_index(
        "person_group_display_name_ix",
        "person_group",
        ["tenant_id", "display_name_key"],
    )
    op.create_index("person_group_external_id_ix", "person_group", ["tenant_id", "external_id"])
    op.create_table(
        "person_group_member",
        *_entity(),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("display", sa.String()),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="person_group_member_pk"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "group_id"],
            ["person_group.tenant_id", "person_group.id"],
            name="person_group_member_tenant_id_group_id_fk",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name="person_group_member_tenant_id_person_id_fk",
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "group_id",
            "person_id",
            name="person_group_member_tenant_id_group_id_person_id_uq",
        ),
    )
    op.create_index(
        "person_group_member_person_ix", "person_group_member", ["tenant_id", "person_id"]
    )


def _entity() -> tuple[sa.Column, ...]:
    return (
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    for name in ("person_more_emails_ix", *INDEXES):
        op.drop_index(name, "person")
    for column in ("scim_deleted_at", "has_more_emails", *KEYS, "scim", "changed_at"):
        op.drop_column("person", column)
