"""Conversation templates, which version a conversation goes by, and answers in preparations.

Safe while the previous version still runs: it knows nothing of the new tables, and schedules
conversations without questions, which any conversation may be.

Revision: 0020
Follows: 0019
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

PROTECT = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {table} TO career_app
  USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT {rights} ON {table} TO career_app
"""
ALL = "SELECT, INSERT, UPDATE, DELETE"
KEEPS = """
CREATE FUNCTION template_version_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a version that was published keeps its content' USING ERRCODE = '23514';
END
$$
"""
KEPT = ("template_id", "number", "default_locale", "content", "builtin_revision")
ON_UPDATE = f"""
CREATE TRIGGER template_version_keeps BEFORE UPDATE ON template_version
FOR EACH ROW WHEN (
  OLD.published_at IS NOT NULL
  AND (
    ({", ".join(f"OLD.{one}" for one in KEPT)})
      IS DISTINCT FROM ({", ".join(f"NEW.{one}" for one in KEPT)})
    OR NEW.published_at IS NULL
  )
)
EXECUTE FUNCTION template_version_keeps()
"""


def upgrade() -> None:
    op.create_table(
        "conversation_template",
        *_usual(),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("is_builtin", sa.Boolean(), nullable=False),
        sa.Column("keeper_id", sa.Uuid()),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="conversation_template_pk"),
        sa.UniqueConstraint("tenant_id", "key", name="conversation_template_tenant_id_key_uq"),
        sa.CheckConstraint("status IN ('active', 'retired')", name="status"),
    )
    op.create_table(
        "template_version",
        *_usual(),
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("default_locale", sa.String(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("builtin_revision", sa.Integer()),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="template_version_pk"),
        _points("template_version", "template_id", "conversation_template"),
        sa.UniqueConstraint(
            "tenant_id",
            "template_id",
            "number",
            name="template_version_tenant_id_template_id_number_uq",
        ),
        sa.CheckConstraint("status IN ('draft', 'published', 'retired')", name="status"),
        sa.CheckConstraint("number > 0", name="number"),
    )
    op.create_index(
        "template_version_one_draft_uq",
        "template_version",
        ["tenant_id", "template_id"],
        unique=True,
        postgresql_where=sa.text("status = 'draft'"),
    )
    op.execute(KEEPS)
    op.execute(ON_UPDATE)
    _protect("conversation_template", ALL)
    op.add_column("conversation", sa.Column("template_version_id", sa.Uuid()))
    op.create_foreign_key(
        "conversation_tenant_id_template_version_id_fk",
        "conversation",
        "template_version",
        ["tenant_id", "template_version_id"],
        ["tenant_id", "id"],
    )
    op.create_table(
        "answer",
        *_usual(),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("question_key", sa.String(), nullable=False),
        sa.Column("text", sa.String()),
        sa.Column("value", sa.Integer()),
        sa.Column("option", sa.String()),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="answer_pk"),
        _points("answer", "conversation_id", "conversation"),
        _points("answer", "author_id", "person"),
        sa.UniqueConstraint(
            "tenant_id",
            "conversation_id",
            "author_id",
            "question_key",
            name="answer_tenant_id_conversation_id_author_id_question_key_uq",
        ),
        sa.CheckConstraint("num_nonnulls(text, value, option) = 1", name="one_way"),
        sa.CheckConstraint("value BETWEEN 1 AND 5", name="value"),
    )
    _protect("template_version", "SELECT, INSERT, UPDATE")
    _protect("answer", ALL)
    # The worker brings what a release has for everybody, so it may know which organisations
    # there are. Of their columns it still sees no more than before.
    op.execute("ALTER POLICY work ON tenant USING (true)")


def downgrade() -> None:
    """The questions and what was answered are forgotten; talking points stay."""
    op.drop_table("answer")
    op.drop_column("conversation", "template_version_id")
    op.execute("ALTER POLICY work ON tenant USING (calendar_changed_at IS NOT NULL)")
    op.drop_table("template_version")
    op.execute("DROP FUNCTION template_version_keeps()")
    op.drop_table("conversation_template")


def _usual() -> list[sa.Column]:
    return [
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{to}.tenant_id", f"{to}.id"],
        name=f"{table}_tenant_id_{column}_fk",
    )


def _protect(table: str, rights: str) -> None:
    for statement in PROTECT.format(table=table, rights=rights).split(";"):
        op.execute(statement)
