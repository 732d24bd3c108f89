"""States and the steps between them, declared as data.

A lifecycle is what an entity may become: from which states, by which use case, who may, what
is told of it, and how it is refused. Entities ask it where they go, rules are found by it, and
`openapi/lifecycles.md` is drawn from it: there is no second list of states to keep true.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Final, Generic, TypeVar

from app.domain.errors import DomainError
from app.domain.event import Event

S = TypeVar("S", bound=StrEnum)


class Untold(Event):
    """What a step tells that is nobody's concern but theirs who see it: nothing."""


@dataclass(frozen=True)
class Step(Generic[S]):
    """One way from some states to another: a use case of the same name takes it.

    With several `targets`, what happened before decides which it is: `note` says how.
    """

    name: str
    sources: tuple[S, ...]
    targets: tuple[S, ...]
    who: StrEnum
    """Who may take it, in words; the policy of the feature has a rule for each."""
    tells: type[Event]
    refusal: type[DomainError]
    """What it is to try this from any other state."""
    note: str = ""
    silent_from: tuple[S, ...] = ()
    """Sources that nobody was told of, so that nothing is told of their end either."""

    def told_from(self, state: S) -> type[Event]:
        return Untold if state in self.silent_from else self.tells

    def follow(self, state: S, to: S | None = None) -> S:
        """The state after this step; raises its refusal if that does not begin in `state`."""
        if state not in self.sources:
            raise self.refusal(status=state.value)
        if to is None:
            [to] = self.targets
        if to not in self.targets:
            message = f"{self.name} does not lead to {to}"
            raise ValueError(message)
        return to


class Lifecycle(Generic[S]):
    """All steps of one noun, by the name of the use case that takes them."""

    catalogue: ClassVar[dict[str, "Lifecycle[Any]"]] = {}

    def __init__(self, noun: str, initial: S, *steps: Step[S]) -> None:
        self.noun: Final = noun
        self.initial: Final = initial
        self.states: Final[tuple[S, ...]] = tuple(type(initial))
        self.steps: Final = {step.name: step for step in steps}
        Lifecycle.catalogue[noun] = self

    def __getitem__(self, name: str) -> Step[S]:
        return self.steps[name]

    def drawn(self) -> str:
        """A state diagram (Mermaid), and below it a table of the steps."""
        lines = [
            f"## {self.noun.replace('_', ' ').capitalize()}",
            "",
            "```mermaid",
            "stateDiagram-v2",
        ]
        lines.append(f"    [*] --> {self.initial}")
        for step in self.steps.values():
            lines += [
                f"    {source} --> {target}: {step.name}"
                for source in step.sources
                for target in step.targets
                if source != target
            ]
        left = {source for step in self.steps.values() for source in step.sources}
        lines += [f"    {state} --> [*]" for state in self.states if state not in left]
        lines += ["```", "", "| step | from | to | who | tells | otherwise |"]
        lines.append("| --- |" + " --- |" * 5)
        lines += [self._row(step) for step in self.steps.values()]
        return "\n".join(lines)

    @staticmethod
    def _row(step: Step[S]) -> str:
        sources = ", ".join(f"`{one}`" for one in step.sources)
        targets = " or ".join(f"`{one}`" for one in step.targets)
        note = f" ({step.note})" if step.note else ""
        told = "nothing" if step.tells is Untold else f"`{step.tells.name}`"
        if step.silent_from:
            told += f"; from {', '.join(f'`{one}`' for one in step.silent_from)} nothing"
        return (
            f"| `{step.name}` | {sources} | {targets}{note} | {step.who} "
            f"| {told} | `{step.refusal.code}` |"
        )
