"""The main job, once through the whole application: from a conversation to a reached milestone."""

from tests.world import World


async def test_a_step_agreed_in_a_conversation_is_started_and_reached(world: World) -> None:
    conversation = await world.a_conversation(held=True)
    agreed = await world.rest(
        "jonas",
        "POST",
        f"/v1/conversations/{conversation['id']}/next-steps",
        {
            "title": "Give a talk",
            "ownerId": world.id("amina"),
            "dueOn": "2030-01-31",
            "goalTitle": "Speak in public",
        },
    )
    assert agreed.status_code == 201
    step = agreed.json()

    started = await world.rest(
        "amina", "POST", f"/v1/milestones/{step['id']}/start", if_match=agreed.headers["etag"]
    )
    assert started.json()["status"] == "in_progress"

    reached = await world.graphql(
        "amina",
        """mutation ($id: UUID!) {
          reachMilestone(input: {milestoneId: $id, ifVersion: 2, evidence: "a recording"}) {
            ... on Milestone {
              status
              owner { displayName }
              goal { title }
              conversation { topic }
            }
          }
        }""",
        {"id": step["id"]},
    )
    assert reached.json() == {
        "data": {
            "reachMilestone": {
                "status": "REACHED",
                "owner": {"displayName": "Amina"},
                "goal": {"title": "Speak in public"},
                "conversation": {"topic": "Career conversation"},
            }
        }
    }
