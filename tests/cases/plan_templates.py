"""Plan templates."""

from app.domain.plans import service as plans
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import ASKED, FORBIDDEN, case, of, person
from tests.scene import Scene

# Templates are everybody's to read; amina wrote this one.

_AUTHOR = (DONE, *[FORBIDDEN] * 4, DONE)

of(plans.list_plan_templates, DONE)
of(plans.get_plan_template, DONE, plan_template_id="plan_template")


@case(plans.create_plan_template, DONE)
async def _create_plan_template(scene: Scene) -> Ask:
    body = {
        "title": f"{ASKED} template",
        "description": f"{ASKED} description",
        "goals": [{"title": f"{ASKED} goal"}],
        "milestones": [
            {"title": f"{ASKED} step", "afterDays": 30, "goalIndex": 0, "kind": "reading"}
        ],
    }
    return Ask(plans.create_plan_template, body=body)


@case(plans.change_plan_template, *_AUTHOR)
async def _change_plan_template(scene: Scene) -> Ask:
    ids = {"plan_template_id": await scene.a_template()}
    return Ask(plans.change_plan_template, ids, {"title": f"{ASKED} template"}, version=1)


@case(plans.retire_plan_template, *_AUTHOR)
async def _retire_plan_template(scene: Scene) -> Ask:
    ids = {"plan_template_id": await scene.a_template()}
    return Ask(plans.retire_plan_template, ids, version=1)


@case(plans.apply_plan_template, DONE, DONE, *[EMPTY] * 4)
async def _apply_plan_template(scene: Scene) -> Ask:
    """Whose plan somebody may not begin is left out of it: the report says so."""
    ids = {"plan_template_id": await scene.a_template()}
    body = {"personIds": [person(scene, "amina")], "startsOn": "2031-01-31"}
    return Ask(plans.apply_plan_template, ids, body)
