"""One framework as it is edited and synced, step by step, and what must be so after each."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hypothesis import note
from pydantic.alias_generators import to_camel

from app.domain.competencies import service
from tests.competencies.edits import Model, Step, content, document, edited, empty
from tests.competencies.kit import sync
from tests.competencies.ledger import CONTENT, Ledger, Link, Outcome, new, touched
from tests.competencies.rows import Row, Rows, stored, uncounted
from tests.world import World

COUNTS = ("created", "updated", "unchanged", "retired", "linked", "unlinked")
PUBLISHED = "competency_framework.published"
NOT_PLANNED = {"dryRun", "frameworkId"}
"""What a plan cannot say: a framework has no id before it is there."""


@dataclass
class Story:
    world: World
    code: str
    ledger: Ledger = field(default_factory=Ledger)
    model: Model = field(default_factory=empty)
    with_roles: Model = field(default_factory=empty)
    """The model whose roles are in force."""
    before: list[Model] = field(default_factory=list)
    settled: Rows | None = None
    """What was stored when there was no draft."""
    replaced: dict[str, set[str]] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    async def take(self, step: Step) -> None:
        if step.back is not None and self.before:
            self.model = self.before[step.back % len(self.before)]
        else:
            self.model = edited(self.model, step.edits)
        note(f"{step.how}: {document(self.model, self.code)}")
        await self.brings(self.model, how=step.how, is_planned=step.is_planned)
        if step.again and step.how == "publish":
            await self.again(turned=step.again == "turned")

    async def brings(
        self, model: Model, *, how: str = "publish", is_planned: bool = False
    ) -> dict[str, Any]:
        """Sync it, and look at everything."""
        self.model = model
        self.before.append(model)
        is_published = how == "publish"
        outcome = self.ledger.foresee(model)
        if not is_published and not outcome.changes_anything:
            outcome.waits = asked_of_roles(model) != asked_of_roles(self.with_roles)
        before = await self.rows()
        plan = await self.planned(before, publish=is_published) if is_planned else None
        more = {} if plan is None else {"plan": plan["plan"]}
        report = await self.sync(publish=is_published, **more)
        assert plan is None or promised(plan) == promised(report)
        self.reported(outcome, report)
        after = await self.rows()
        assert uncounted(before, after) == []
        if is_published or not outcome.changes_anything:
            self.published(outcome, after, takes_roles=is_published)
            assert report["number"] == len(self.ledger.published)
        else:
            await self.drafted(outcome, how, before, after, report)
        await self.holds()
        return report

    async def came(self, model: Model) -> None:
        """Somebody else synced it: it is there as a whole."""
        self.follows(model, await self.rows())
        await self.holds()

    def follows(self, model: Model, after: Rows, report: dict[str, Any] | None = None) -> None:
        """It was brought in next, whatever came then."""
        self.model = model
        outcome = self.ledger.foresee(model)
        if report is not None:
            self.reported(outcome, report)
        self.published(outcome, after, takes_roles=True)

    async def rows(self) -> Rows:
        return await stored(self.world, self.code)

    async def sync(self, *, turned: bool = False, **more: Any) -> dict[str, Any]:
        return await sync(self.world, document(self.model, self.code, turned=turned), **more)

    async def planned(self, before: Rows, *, publish: bool) -> dict[str, Any]:
        plan = await self.sync(dry_run=True, publish=publish)
        assert await self.rows() == before
        assert plan["obstacles"] == []
        return plan

    async def again(self, *, turned: bool) -> None:
        """The same source once more: nothing is said to change, and nothing is written."""
        before = await self.rows()
        report = await self.sync(turned=turned)
        counts = {name: report[name] for name in COUNTS}
        assert counts == dict.fromkeys(COUNTS, 0) | {"unchanged": len(self.ledger.active)}
        assert (report["changed"], report["changes"], report["roles"]) == (False, [], [])
        assert await self.rows() == before

    async def drafted(
        self, outcome: Outcome, how: str, before: Rows, after: Rows, report: dict[str, Any]
    ) -> None:
        number = len(self.ledger.published) + 1
        assert (report["number"], report["isPublished"]) == (number, False)
        assert after.in_force() == before.in_force()
        known = outcome.known(self.ids_of(outcome, after.said("competency_revision", number)))
        self.says(known, after, number)
        assert after.framework is not None
        asked = {
            "framework_id": UUID(report["frameworkId"]),
            "if_version": after.framework["version"],
        }
        if how == "draft and publish":
            await self.world.do("vendor", service.publish_competency_framework, **asked)
            then = await self.rows()
            assert uncounted(after, then) == []
            self.published(outcome, then, takes_roles=True)
        elif how == "draft and discard" and self.settled is not None:
            await self.world.do("vendor", service.discard_framework_draft, **asked)
            then = await self.rows()
            assert uncounted(after, then) == []
            assert then.without_draft() == self.settled.without_draft()

    def published(self, outcome: Outcome, after: Rows, *, takes_roles: bool) -> None:
        if takes_roles:
            self.with_roles = self.model
        if outcome.changes_anything:
            number = len(self.ledger.published) + 1
            said = after.said("competency_revision", number)
            known = outcome.known(self.ids_of(outcome, said))
            self.ledger.take(known)
            for origin in self.replaced.keys() & known.active.keys():
                del self.replaced[origin]
            for origin, name in known.replaced:
                assert name in known.active
                self.replaced.setdefault(origin, set()).add(name)
        self.settled = after

    def ids_of(self, outcome: Outcome, rows: list[Row]) -> dict[str, str]:
        """What became of those that were new."""
        ids = {new(row["code"]): row["competency_id"] for row in rows}
        found = {name: ids[name] for name in outcome.created}
        assert self.ledger.ids.isdisjoint(found.values())
        return found

    def reported(self, outcome: Outcome, report: dict[str, Any]) -> None:
        """The sync says of itself what it did."""
        assert {name: report[name] for name in COUNTS} == {
            name: len(getattr(outcome, name)) for name in COUNTS
        }
        assert {one["field"] for one in report["framework"]} == outcome.different
        known = self.ledger.retired | self.ledger.active
        expected = {("retired", known[id]["code"]): ([], set[str]()) for id in outcome.retired}
        for name in outcome.created | outcome.updated:
            row, kind = outcome.active[name], "created"
            if name in known:
                kind = "updated" if name in self.ledger.active else "revived"
            origins = (known[origin]["code"] for origin, to in outcome.replaced if to == name)
            expected[kind, row["code"]] = (sorted(origins), different(known.get(name), row))
        assert expected == {
            (one["kind"], one["code"]): (
                one["replaces"],
                {each["field"] for each in one["fields"]},
            )
            for one in report["changes"]
        }
        said, hash_ = content(self.model), report["contentHash"]
        assert self.hashes.setdefault(said, hash_) == hash_
        assert len(set(self.hashes.values())) == len(self.hashes)

    async def holds(self) -> None:
        rows, ledger = await self.rows(), self.ledger
        found = {row["id"]: row for row in rows.all("competency")}
        for status, expected in (("active", ledger.active), ("retired", ledger.retired)):
            assert {
                id: plain(row) for id, row in found.items() if row["status"] == status
            } == expected
        self.counts_versions(rows)
        for number, outcome in enumerate(ledger.published, 1):
            self.says(outcome, rows, number)
        for origin, names in self.replaced.items():
            assert {(origin, "replacedBy", name, None) for name in names} <= ledger.links
        self.has_roles(rows)

    def counts_versions(self, rows: Rows) -> None:
        count, framework = len(self.ledger.published), rows.framework
        found = {row["number"]: row["status"] for row in rows.all("competency_framework_version")}
        assert len(found) == len(rows.of["competency_framework_version"])
        drafts = {} if framework is None else {framework["draft_number"]: "draft"}
        drafts.pop(None, None)
        assert set(drafts) <= {count + 1}
        assert found == dict.fromkeys(range(1, count + 1), "published") | drafts
        assert rows.published_number == count
        told = [
            row["data"]["number"] for row in rows.all("outbox_event") if row["type"] == PUBLISHED
        ]
        assert sorted(told) == list(range(1, count + 1))
        if framework is not None and self.ledger.head is not None:
            assert {name: framework[name] for name in self.ledger.head} == self.ledger.head
            last = self.version(rows, count)
            assert framework["content_hash"] == last["content_hash"]

    def says(self, outcome: Outcome, rows: Rows, number: int) -> None:
        """A version says it now, however much later it is."""
        version = self.version(rows, number)
        assert {name: version[name] for name in outcome.head} == outcome.head
        said = rows.said("competency_revision", number)
        assert {row["competency_id"]: plain(row) for row in said} == outcome.active
        assert len(said) == len(outcome.active)
        links = rows.said("competency_association", number)
        assert {link(row) for row in links} == outcome.links
        assert len(links) == len(outcome.links)

    def version(self, rows: Rows, number: int) -> Row:
        [found] = [
            row for row in rows.all("competency_framework_version") if row["number"] == number
        ]
        return found

    def has_roles(self, rows: Rows) -> None:
        """The roles in force are those of the model that came into force last."""
        codes = {one["key"]: one["code"] for one in self.with_roles["competencies"]}
        ids = {row["code"]: id for id, row in self.ledger.active.items()}
        stored = {row["id"]: row for row in rows.all("role_profile")}
        in_force = {id: row for id, row in stored.items() if row["status"] == "published"}
        assert {row["code"] for row in in_force.values()} == {
            f"{self.code}-{one['code']}" for one in self.with_roles["roles"]
        }
        needed = {
            (stored[row["role_profile_id"]]["code"], row["competency_id"], row["level"])
            for row in rows.all("role_requirement")
            if row["role_profile_id"] in in_force
        }
        assert needed == {
            (f"{self.code}-{one['code']}", ids[codes[key]], level)
            for one in self.with_roles["roles"]
            for key, level in one["requires"].items()
        }
        ways = [
            (stored[row["from_role_id"]]["code"], stored[row["to_role_id"]]["code"])
            for row in rows.all("pathway")
            if row["status"] == "active"
        ]
        declared = [tuple(f"{self.code}-{end}" for end in way) for way in self.with_roles["ways"]]
        assert sorted(ways) == sorted(declared)


def promised(report: dict[str, Any]) -> dict[str, Any]:
    """What a plan and what comes of it have in common: all that it is about."""
    return {name: said for name, said in report.items() if name not in NOT_PLANNED}


def asked_of_roles(model: Model) -> Any:
    """What a model says of roles, in whatever order."""
    roles = sorted(([*sorted(one.items(), key=str)] for one in model["roles"]), key=str)
    return roles, sorted(map(tuple, model["ways"]))


def plain(row: Row) -> Row:
    return {name: row[name] for name in CONTENT}


def link(row: Row) -> Link:
    return (row["origin_id"], row["type"], row["destination_id"], row["outside_uri"])


def different(before: Row | None, after: Row) -> set[str]:
    if before is None:
        return set()
    one, other = touched(before), touched(after)
    return {to_camel(name) for name in CONTENT if one[name] != other[name]}
