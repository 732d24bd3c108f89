"""In a large organisation a search is answered by indexes: no table of it is read through."""

from collections.abc import AsyncIterator
from typing import Final

import asyncpg
import pytest

from app.domain.actor import GRANTABLE, Actor, ActorKind
from app.domain.search import service as search
from app.domain.transaction import Database
from app.server.databases import outside_urls
from app.settings import Settings
from bench.large import page
from tests.company import Company

PEOPLE: Final = 3000
TABLES: Final = ("person", "plan", "search_word")
_PLANS: Final = """
INSERT INTO plan (tenant_id, id, version, created_at, person_id, title, status)
SELECT tenant_id, uuidv7(), 1, now(), id, 'Plan of ' || display_name, 'active' FROM person
WHERE tenant_id = $1
"""


@pytest.fixture(scope="module")
async def company(database: Database, owner_dsn: str) -> Company:
    company = await Company.begin(database, PEOPLE)
    await company.fill(_PLANS)
    owner = await asyncpg.connect(owner_dsn)
    await owner.execute(f"ANALYZE {', '.join(TABLES)}")
    await owner.close()
    return company


@pytest.fixture(scope="module")
async def serving(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    logins = outside_urls(settings)
    assert logins is not None
    connection = await asyncpg.connect(logins.app.dsn, server_settings=logins.app.server_settings)
    yield connection
    await connection.close()


@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
@pytest.mark.parametrize("kind", [ActorKind.PERSON, ActorKind.CLIENT])
@pytest.mark.parametrize("words", ["2718", "person 2718", "2718 per"])
async def test_a_rare_word_is_found_by_indexes(
    company: Company, serving: asyncpg.Connection, words: str, kind: ActorKind, mode: str
) -> None:
    await serving.execute(f"SET plan_cache_mode = {mode}")
    actor = Actor(company.tenant_id, company.people[2718], kind, GRANTABLE)
    found = await page(serving, actor, {"q": words}, query=search.search)
    assert len(found.rows) == 2
    nodes = [node for node in found.nodes() if node.get("Relation Name") in TABLES]
    assert {node["Relation Name"] for node in nodes} == set(TABLES)
    for node in nodes:
        assert node["Node Type"] != "Seq Scan", node
        if node["Relation Name"] == "search_word":
            scans = (node, *node.get("Plans", ()))  # of a bitmap, the one below
            assert any("word" in scan.get("Index Cond", "") for scan in scans), node
        else:
            assert node["Actual Rows"] <= 2


async def test_what_text_search_has_is_not_answered_by_an_index_below_row_level_security(
    serving: asyncpg.Connection,
) -> None:
    """Why there is a table of words. Where this changes, there is a simpler way."""
    found = await serving.fetch(
        "SELECT oprcode::text, proleakproof FROM pg_operator JOIN pg_proc ON pg_proc.oid = oprcode"
        " WHERE oprcode::text IN ('ts_match_vq', 'arrayoverlap', 'arraycontains', 'text_ge',"
        " 'text_le', 'uuid_eq')"
    )
    assert {tuple(one) for one in found} == {
        ("ts_match_vq", False),
        ("arrayoverlap", False),
        ("arraycontains", False),
        ("text_ge", True),
        ("text_le", True),
        ("uuid_eq", True),
    }
