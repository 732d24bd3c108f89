"""What milestones wait for, need and show, and the reviews of plans.

Safe while the previous version still runs: it knows nothing of the new tables, and keeps its own
column of evidence. What it has written there until now is copied; what it writes from now on
stays there.

Revision: 0011
Follows: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = ("milestone_dependency", "milestone_resource", "evidence", "review")

PROTECT = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {table} TO career_app
  USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO career_app
"""

FIELDS = " AND ".join(
    f"(kind = '{kind}') = ({field} IS NOT NULL)"
    for kind, field in (
        ("time", "minutes"),
        ("budget", "amount_minor"),
        ("budget", "currency"),
        ("link", "url"),
        ("course", "course_id"),
        ("approver", "approver_id"),
    )
)

INDEXES = {
    "milestone_dependency_needed_ix": ("milestone_dependency", "depends_on_id", "milestone_id"),
    "milestone_dependency_plan_ix": ("milestone_dependency", "plan_id"),
    "milestone_resource_milestone_ix": ("milestone_resource", "milestone_id", "id"),
    "milestone_resource_approver_ix": ("milestone_resource", "approver_id", "milestone_id"),
    "evidence_milestone_ix": ("evidence", "milestone_id", "id"),
    "review_plan_ix": ("review", "plan_id", "held_on", "id"),
}

# Nobody remembers who wrote it.
COPY = """
INSERT INTO evidence (tenant_id, id, version, created_at, milestone_id, person_id, kind, body)
SELECT tenant_id, gen_random_uuid(), 1, coalesce(reached_at, created_at), id, person_id, 'text',
  evidence
FROM milestone WHERE evidence IS NOT NULL
"""
COPY_BACK = """
UPDATE milestone SET evidence = last.body FROM (
  SELECT DISTINCT ON (tenant_id, milestone_id) tenant_id, milestone_id, body FROM evidence
  WHERE kind = 'text' ORDER BY tenant_id, milestone_id, created_at DESC
) AS last
WHERE milestone.tenant_id = last.tenant_id AND milestone.id = last.milestone_id
"""


def upgrade() -> None:
    _dependencies()
    _resources()
    _evidence()
    _reviews()
    for name, (table, *columns) in INDEXES.items():
        op.create_index(name, table, ["tenant_id", *columns])
    op.execute(COPY)
    for table in TABLES:
        for statement in PROTECT.format(table=table).split(";"):
            op.execute(statement)


def downgrade() -> None:
    """The last text of each milestone goes back to where the previous version looks for it."""
    op.execute(COPY_BACK)
    for table in reversed(TABLES):
        op.drop_table(table)


def _dependencies() -> None:
    op.create_table(
        "milestone_dependency",
        *_entity("milestone_dependency"),
        _id("plan_id"),
        _id("milestone_id"),
        _id("depends_on_id"),
        _points("milestone_dependency", "milestone", ("milestone_id", "plan_id"), "CASCADE"),
        _points("milestone_dependency", "milestone", ("depends_on_id", "plan_id"), "CASCADE"),
        sa.UniqueConstraint(
            "tenant_id",
            "milestone_id",
            "depends_on_id",
            name="milestone_dependency_tenant_id_milestone_id_depends_on_id_uq",
        ),
        sa.CheckConstraint("milestone_id <> depends_on_id", name="other"),
    )


def _resources() -> None:
    kinds = "kind IN ('time', 'budget', 'link', 'course', 'approver')"
    op.create_table(
        "milestone_resource",
        *_entity("milestone_resource"),
        _id("milestone_id"),
        _id("person_id"),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String),
        sa.Column("note", sa.String),
        sa.Column("minutes", sa.Integer),
        sa.Column("amount_minor", sa.Integer),
        sa.Column("currency", sa.String),
        sa.Column("url", sa.String),
        sa.Column("course_id", sa.String),
        _id("approver_id", nullable=True),
        sa.Column("approved_at", MOMENT),
        _points("milestone_resource", "milestone", ("milestone_id",), "CASCADE"),
        _points("milestone_resource", "person", ("person_id",)),
        _points("milestone_resource", "person", ("approver_id",)),
        sa.CheckConstraint(kinds, name="kind"),
        sa.CheckConstraint(FIELDS, name="fields"),
        sa.CheckConstraint("approved_at IS NULL OR kind = 'approver'", name="approved"),
        sa.CheckConstraint("minutes > 0 AND amount_minor >= 0", name="amounts"),
    )


def _evidence() -> None:
    kinds = "kind IN ('text', 'link', 'completion', 'feedback')"
    op.create_table(
        "evidence",
        *_entity("evidence"),
        _id("milestone_id"),
        _id("person_id"),
        _id("author_id", nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("body", sa.String),
        sa.Column("url", sa.String),
        sa.Column("source", sa.String),
        _points("evidence", "milestone", ("milestone_id",), "CASCADE"),
        _points("evidence", "person", ("person_id",)),
        _points("evidence", "person", ("author_id",)),
        sa.CheckConstraint(kinds, name="kind"),
        sa.CheckConstraint("body IS NOT NULL OR url IS NOT NULL", name="something"),
    )


def _reviews() -> None:
    op.create_table(
        "review",
        *_entity("review"),
        _id("plan_id"),
        _id("person_id"),
        _id("author_id"),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("summary", sa.String, nullable=False),
        sa.Column("changes", sa.String),
        sa.Column("next_review_on", sa.Date),
        _points("review", "plan", ("plan_id", "person_id")),
        _points("review", "person", ("author_id",)),
        sa.CheckConstraint("next_review_on > held_on", name="next"),
    )


def _entity(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        _id("tenant_id"),
        _id("id"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=f"{table}_pk"),
    )


def _id(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _points(
    table: str, to: str, columns: tuple[str, ...], ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    first, *rest = columns
    return sa.ForeignKeyConstraint(
        ["tenant_id", *columns],
        [f"{to}.{name}" for name in ("tenant_id", "id", *rest)],
        name=f"{table}_tenant_id_{'_'.join((first, *rest))}_fk",
        ondelete=ondelete,
    )
