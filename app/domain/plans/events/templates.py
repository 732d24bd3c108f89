"""What happens to plan templates."""

from typing import ClassVar

from app.domain.event import Event


class PlanTemplateEvent(Event):
    """What every event about a plan template says."""

    goals: int
    milestones: int


class PlanTemplateCreated(PlanTemplateEvent):
    """A template was written, which plans can be begun from."""

    name: ClassVar[str] = "plan_template.created"


class PlanTemplateUpdated(PlanTemplateEvent):
    """A template was changed; plans that were begun from it stay as they are."""

    name: ClassVar[str] = "plan_template.updated"

    changed: tuple[str, ...]


class PlanTemplateRetired(PlanTemplateEvent):
    """No plan is begun from this template any more."""

    name: ClassVar[str] = "plan_template.retired"
