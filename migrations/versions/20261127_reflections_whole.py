"""Rhythms in which people are asked to reflect, what they share of it, learning moments; and words
by which rows are found.

Safe while the previous version still runs: triggers keep the words of what it writes, too. It knows
nothing of the other new tables, and leaves the new
column empty, which means that a reflection answers none of our questions.

Revision: 0025
Follows: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TABLES = ("reflection_rhythm", "reflection_extract", "learning_moment")
MOMENT = sa.DateTime(timezone=True)

PROTECT = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {table} TO career_app
  USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO career_app
"""


# `@@` of tsvector and `&&` of arrays are not leakproof, so below row-level security no index
# answers them; comparing text is, so the words of a row lie in an index of their own.
WORDS = """
CREATE FUNCTION search_words(text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN (
  SELECT coalesce(array_agg(left(word, 100) ORDER BY place), '{}')
  FROM regexp_split_to_table(lower(normalize($1, NFKC) COLLATE "pg_c_utf8"), '[^[:alnum:]]+')
    WITH ORDINALITY AS split (word, place)
  WHERE word <> ''
)
"""

# Arguments of both: the kind, then the columns; the place of a column is its number, from 1.
ENTER = """
CREATE FUNCTION search_enter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO search_word (tenant_id, word, row_id, place, kind)
  SELECT DISTINCT made.tenant_id, word, made.id, field.place, TG_ARGV[0]
  FROM (SELECT tenant_id, id, to_jsonb(one) AS columns FROM entered AS one) AS made
  CROSS JOIN unnest(TG_ARGV[1:]) WITH ORDINALITY AS field (name, place)
  CROSS JOIN unnest(search_words(made.columns ->> field.name)) AS word;
  RETURN NULL;
END
$$
"""
CHANGE = """
CREATE FUNCTION search_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM search_word WHERE tenant_id = OLD.tenant_id AND row_id = OLD.id;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO search_word (tenant_id, word, row_id, place, kind)
    SELECT DISTINCT NEW.tenant_id, word, NEW.id, field.place, TG_ARGV[0]
    FROM unnest(TG_ARGV[1:]) WITH ORDINALITY AS field (name, place)
    CROSS JOIN unnest(search_words(to_jsonb(NEW) ->> field.name)) AS word;
  END IF;
  RETURN NULL;
END
$$
"""
TRIGGERS = """
CREATE TRIGGER search_enter AFTER INSERT ON {table} REFERENCING NEW TABLE AS entered
FOR EACH STATEMENT EXECUTE FUNCTION search_enter({arguments});
CREATE TRIGGER search_change AFTER UPDATE OF {columns} ON {table}
FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION search_change({arguments});
CREATE TRIGGER search_forget AFTER DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION search_change({arguments})
"""
KNOWN = """
INSERT INTO search_word (tenant_id, word, row_id, place, kind)
SELECT DISTINCT one.tenant_id, word, one.id, field.place, '{table}'
FROM {table} AS one CROSS JOIN (VALUES {columns}) AS field (name, place)
CROSS JOIN unnest(search_words(to_jsonb(one) ->> field.name)) AS word
"""
FOUND_BY = {
    "conversation": ("topic",),
    "plan": ("title",),
    "goal": ("title", "success_criteria", "aspiration"),
    "milestone": ("title", "success_measure"),
    "objective": ("title",),
    "learning_moment": ("title", "body"),
    "competency": ("name", "statement"),
    "person": ("display_name", "title"),
}


def upgrade() -> None:
    op.add_column("reflection", sa.Column("prompt_id", sa.String()))
    _rhythm()
    _extract()
    _moment()
    for table in TABLES:
        for statement in PROTECT.format(table=table).split(";"):
            op.execute(statement)
    _search()


def downgrade() -> None:
    """Reflections stay, without the id of the question; how often people are asked, and what they
    shared, goes.
    """
    for table in FOUND_BY:
        for name in ("enter", "change", "forget"):
            op.execute(f"DROP TRIGGER search_{name} ON {table}")
    op.drop_table("search_word")
    for signature in ("change()", "enter()", "words(text)"):
        op.execute(f"DROP FUNCTION search_{signature}")
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("reflection", "prompt_id")


def _search() -> None:
    """The words of what is there are kept before anybody is held by a policy of the new table."""
    op.create_table(
        "search_word",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.String(collation="C"), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "word", "row_id", "place", name="search_word_pk"),
    )
    for function in (WORDS, ENTER, CHANGE):
        op.execute(function)
    for table, columns in FOUND_BY.items():
        named = {
            "table": table,
            "arguments": ", ".join(repr(one) for one in (table, *columns)),
            "columns": ", ".join(columns),
            "changed": " OR ".join(f"OLD.{one} IS DISTINCT FROM NEW.{one}" for one in columns),
        }
        for statement in TRIGGERS.format(**named).split(";"):
            op.execute(statement)
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        places = ", ".join(f"('{one}', {place})" for place, one in enumerate(columns, 1))
        op.execute(KNOWN.format(table=table, columns=places))
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.create_index("search_word_row_ix", "search_word", ["tenant_id", "row_id"])
    for statement in PROTECT.format(table="search_word").split(";"):
        op.execute(statement)


def _rhythm() -> None:
    op.create_table(
        "reflection_rhythm",
        *_entity(),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("every", sa.String(40), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("time_zone", sa.String()),
        sa.Column("next_on", sa.Date()),
        sa.Column("prompt_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="reflection_rhythm_pk"),
        _points("reflection_rhythm", "person_id", "person"),
        sa.UniqueConstraint(
            "tenant_id", "person_id", name="reflection_rhythm_tenant_id_person_id_uq"
        ),
        sa.CheckConstraint(
            "every IN ('weekly', 'fortnightly', 'monthly', 'quarterly', 'off')", name="every"
        ),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        sa.CheckConstraint("(every = 'off') = (next_on IS NULL)", name="next"),
    )


def _extract() -> None:
    op.create_table(
        "reflection_extract",
        *_entity(),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("reflection_id", sa.Uuid()),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="reflection_extract_pk"),
        _points("reflection_extract", "conversation_id", "conversation"),
        _points("reflection_extract", "author_id", "person"),
    )
    _taken_from("reflection_extract")
    op.create_index(
        "reflection_extract_conversation_ix",
        "reflection_extract",
        ["tenant_id", "conversation_id", "id"],
    )


def _moment() -> None:
    op.create_table(
        "learning_moment",
        *_entity(),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("reflection_id", sa.Uuid()),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("audience", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("stands_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="learning_moment_pk"),
        _points("learning_moment", "author_id", "person"),
        sa.CheckConstraint("audience IN ('team', 'organisation')", name="audience"),
        sa.CheckConstraint("status IN ('draft', 'published', 'withdrawn')", name="status"),
    )
    _taken_from("learning_moment")
    op.create_index(
        "learning_moment_stands_ix", "learning_moment", ["tenant_id", "stands_at", "id"]
    )
    op.create_index(
        "learning_moment_author_ix",
        "learning_moment",
        ["tenant_id", "author_id", "stands_at", "id"],
    )


def _taken_from(table: str) -> None:
    """From which reflection of the author: only the pointer is emptied when that is deleted."""
    op.execute(f"""
    ALTER TABLE {table} ADD CONSTRAINT {table}_tenant_id_reflection_id_author_id_fk
      FOREIGN KEY (tenant_id, reflection_id, author_id)
      REFERENCES reflection (tenant_id, id, author_id) ON DELETE SET NULL (reflection_id)
    """)
    op.create_index(
        f"{table}_reflection_ix",
        table,
        ["tenant_id", "reflection_id"],
        postgresql_where=sa.text("reflection_id IS NOT NULL"),
    )


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{to}.tenant_id", f"{to}.id"],
        name=f"{table}_tenant_id_{column}_fk",
    )


def _entity() -> tuple[sa.Column, ...]:
    return (
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
