from app.domain.competencies import service
from app.domain.competencies.commands import SyncFramework
from tests.world import World


def doc(*codes, **more):
    return {"framework": {"code": "m", "title": "M"}, "competencies": [{"code": c, "name": c, "statement": f"does {c}"} | more for c in codes]}


async def sync(world, document, **more):
    return dict(await world.do("vendor", service.sync_competency_framework, command=SyncFramework(document=document, **more)))


async def test_it(world: World) -> None:
    first = await sync(world, doc("A", "B"), dry_run=True)
    print(first)
    first = await sync(world, doc("A", "B"))
    print(first)
    assert (await sync(world, doc("A", "B")))["changed"] is False
    second = await sync(world, doc("A", "C"))
    print(second)
    d = doc("A", "C", "D"); d["competencies"][2]["replaces"] = ["C"]; d["competencies"].pop(1)
    third = await sync(world, d, publish=False)
    print(third)
    assert (await sync(world, d))["number"] == 3
    d["competencies"][0]["edition"] = 2
    print(await sync(world, d))
    answer = await world.rest("vendor", "GET", "/v1/competencies")
    print([(o["code"], o["status"]) for o in answer.json()["data"]])
    answer = await world.rest("vendor", "GET", "/v1/competency-associations")
    print(answer.json())
