"""Talking points one by one in place of a text, summaries, snapshots of what is closed, addenda.

Safe while the previous version still runs: the column that it writes stays, and is empty where this
version prepares. What it writes there becomes a talking point of its author at once, by a trigger;
what it changes there changes that point, or becomes another one if the point is gone or was changed
meanwhile. So nothing that anybody says is missed by whoever reads with this version. The previous
one does not see points that were added with this version. A later revision drops the column and the
trigger.

The previous version knows nothing of the other tables. It closes no conversations, and says of what
this one closes or summarises that it is not ahead.

Texts of before become one talking point each, however long they are: only new ones are short.

Revision: 0021
Follows: 0020
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
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
EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"

GAP = 1024
# The owner is held by row-level security as well, and no tenant is his: for the length of this
# transaction, which holds the tables anyway, he is let through.
OPEN = "ALTER TABLE {} NO FORCE ROW LEVEL SECURITY"
SHUT = "ALTER TABLE {} FORCE ROW LEVEL SECURITY"
TURN_INTO_POINTS = f"""
INSERT INTO talking_point
  (tenant_id, id, version, created_at, conversation_id, author_id, body, position)
SELECT tenant_id, gen_random_uuid(), 1, created_at, conversation_id, author_id, talking_points,
  {GAP} * row_number() OVER (PARTITION BY tenant_id, conversation_id ORDER BY created_at, id)
FROM preparation WHERE talking_points <> ''
"""
TURN_INTO_TEXTS = """
INSERT INTO preparation
  (tenant_id, id, version, created_at, conversation_id, author_id, talking_points)
SELECT tenant_id, gen_random_uuid(), 1, min(created_at), conversation_id, author_id,
  string_agg(body, E'\\n' ORDER BY position, id)
FROM talking_point GROUP BY tenant_id, conversation_id, author_id
ON CONFLICT (tenant_id, conversation_id, author_id)
DO UPDATE SET talking_points = excluded.talking_points, version = preparation.version + 1
"""
POINTS_OF_BEFORE = f"""
CREATE FUNCTION preparation_says_points() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF tg_op = 'UPDATE' THEN
    UPDATE talking_point SET body = new.talking_points, version = version + 1
    WHERE tenant_id = new.tenant_id AND conversation_id = new.conversation_id
      AND author_id = new.author_id AND body = old.talking_points;
    IF found THEN
      RETURN NULL;
    END IF;
  END IF;
  INSERT INTO talking_point
    (tenant_id, id, version, created_at, conversation_id, author_id, body, position)
  SELECT new.tenant_id, gen_random_uuid(), 1, now(), new.conversation_id, new.author_id,
    new.talking_points, coalesce(max(position), 0) + {GAP}
  FROM talking_point
  WHERE tenant_id = new.tenant_id AND conversation_id = new.conversation_id;
  RETURN NULL;
END $$
"""
WHEN_TOLD = """
CREATE TRIGGER preparation_says_points_{name} AFTER {name} {column} ON preparation
FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION preparation_says_points()
"""
SAID = "new.talking_points <> ''"
SAID_ANEW = f"{SAID} AND new.talking_points <> old.talking_points"


KEPT_FOR_GOOD = ("conversation_snapshot", "addendum")
STAYS = """
CREATE FUNCTION closed_conversation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or removed', tg_table_name
    USING ERRCODE = 'restrict_violation';
END $$
"""
REFUSE = """
CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION closed_conversation_stays()
"""
SUMMARY_WORDS = "'proposed', 'correction_requested', 'confirmed'"


def upgrade() -> None:
    _make_talking_points()
    _make_summaries()
    _make_what_stays()


def downgrade() -> None:
    """Talking points become one text of each side again, in their order. That they were ticked off
    is forgotten, and so are summaries, snapshots and addenda.
    """
    for table in KEPT_FOR_GOOD:
        op.drop_table(table)
    op.execute("DROP FUNCTION closed_conversation_stays()")
    op.drop_table("summary")
    _forget_talking_points()


def _make_talking_points() -> None:
    op.alter_column("preparation", "talking_points", server_default=sa.text("''"))
    op.create_table(
        "talking_point",
        *_beginning(),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ticked_at", sa.DateTime(timezone=True)),
        sa.Column("ticked_by_id", sa.Uuid()),
        sa.Column("carried_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="talking_point_pk"),
        _points("talking_point", "conversation_id", "conversation"),
        _points("talking_point", "author_id", "person"),
        _points("talking_point", "ticked_by_id", "person"),
        sa.CheckConstraint("(ticked_at IS NULL) = (ticked_by_id IS NULL)", name="ticked"),
        sa.CheckConstraint("carried_count >= 0", name="carried"),
    )
    op.create_index(
        "talking_point_conversation_ix",
        "talking_point",
        ["tenant_id", "conversation_id", "position", "id"],
    )
    op.execute(OPEN.format("preparation"))
    op.execute(TURN_INTO_POINTS)
    op.execute(SHUT.format("preparation"))
    _protect("talking_point", EVERYTHING)
    op.execute(POINTS_OF_BEFORE)
    op.execute(WHEN_TOLD.format(name="insert", column="", when=SAID))
    op.execute(WHEN_TOLD.format(name="update", column="OF talking_points", when=SAID_ANEW))


def _make_summaries() -> None:
    op.create_table(
        "summary",
        *_beginning(),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("correction", sa.String()),
        sa.Column("confirmed_by_id", sa.Uuid()),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="summary_pk"),
        _points("summary", "conversation_id", "conversation"),
        _points("summary", "author_id", "person"),
        _points("summary", "confirmed_by_id", "person"),
        _one_each("summary"),
        sa.CheckConstraint(f"status IN ({SUMMARY_WORDS})", name="status"),
        sa.CheckConstraint(
            "(status = 'confirmed') = (confirmed_at IS NOT NULL)"
            " AND (confirmed_at IS NULL) = (confirmed_by_id IS NULL)",
            name="confirmed",
        ),
        sa.CheckConstraint("confirmed_by_id <> author_id", name="two_people"),
    )
    _protect("summary", EVERYTHING)


def _make_what_stays() -> None:
    """Whoever serves may not change it, and neither may the owner, but for dropping the trigger."""
    op.create_table(
        "conversation_snapshot",
        *_beginning(),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("closed_by_id", sa.Uuid(), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="conversation_snapshot_pk"),
        _points("conversation_snapshot", "conversation_id", "conversation"),
        _points("conversation_snapshot", "closed_by_id", "person"),
        _one_each("conversation_snapshot"),
    )
    op.create_table(
        "addendum",
        *_beginning(),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="addendum_pk"),
        _points("addendum", "conversation_id", "conversation"),
        _points("addendum", "author_id", "person"),
    )
    op.create_index("addendum_conversation_ix", "addendum", ["tenant_id", "conversation_id", "id"])
    op.execute(STAYS)
    for table in KEPT_FOR_GOOD:
        _protect(table, "SELECT, INSERT")
        op.execute(REFUSE.format(table=table))


def _one_each(table: str) -> sa.UniqueConstraint:
    """Of a conversation there is one at most."""
    name = f"{table}_tenant_id_conversation_id_uq"
    return sa.UniqueConstraint("tenant_id", "conversation_id", name=name)


def _forget_talking_points() -> None:
    for name in ("insert", "update"):
        op.execute(f"DROP TRIGGER preparation_says_points_{name} ON preparation")
    op.execute("DROP FUNCTION preparation_says_points()")
    for table in ("preparation", "talking_point"):
        op.execute(OPEN.format(table))
    op.execute(TURN_INTO_TEXTS)
    op.execute(SHUT.format("preparation"))
    op.drop_table("talking_point")
    op.alter_column("preparation", "talking_points", server_default=None)


def _beginning() -> list[sa.Column]:
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
