"""How cases are declared: what is asked for, and what each kind of reader is answered."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from app.domain.use_case import UseCase
from tests.asking import Ask
from tests.scene import Scene

ASKED: Final = "parrot"
"""Stands in every text that is sent: a refusal repeats nothing."""

FORBIDDEN, NOT_FOUND = "forbidden", "not_found"
WHO: Final = ("amina", "jonas", "priya", "olga", "tomas", "vendor")

Make = Callable[[Scene], Awaitable[Ask]]


@dataclass(frozen=True)
class Case:
    use_case: UseCase
    ask: Make
    outcomes: dict[str, str]

    def __str__(self) -> str:
        return self.use_case.name


CASES: list[Case] = []


def case(use_case: UseCase, *outcomes: str) -> Callable[[Make], Make]:
    """Outcomes are those of `WHO`, in that order; one is everybody's."""

    def wrap(ask: Make) -> Make:
        each = outcomes if len(outcomes) > 1 else outcomes * len(WHO)
        CASES.append(Case(use_case, ask, dict(zip(WHO, each, strict=True))))
        return ask

    return wrap


def of(use_case: UseCase, *outcomes: str, **names: str) -> None:
    """A case that needs nothing but ids of the scene."""

    @case(use_case, *outcomes)
    async def ask(scene: Scene) -> Ask:
        return Ask(use_case, {name: scene.ids[of] for name, of in names.items()})


def person(scene: Scene, who: str) -> Any:
    return scene.world.id(who)
