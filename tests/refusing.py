"""Requests that are refused, and with which code: what both doors have to agree on."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from app.domain.use_case import UseCase
from tests.asking import Ask
from tests.cases import CASES
from tests.scene import Scene

Make = Callable[[Scene], Awaitable[Ask]]

REFUSALS: list[Any] = []
OF_PEOPLE: list[Any] = []
"""Before these, people come, go and move: they are tried where only others of them are."""
APART: list[Any] = []
"""What changes so much beforehand that nothing else can be tried in the same place."""


def refused(
    code: str, use_case: UseCase, who: str = "amina", *, apart: bool = False
) -> Callable[[Make], Make]:
    def wrap(make: Make) -> Make:
        name = make.__name__.strip("_")
        tried = pytest.param(code, use_case, who, make, id=f"{use_case.name}-{name}")
        usual = OF_PEOPLE if use_case.feature == "people" else REFUSALS
        (APART if apart else usual).append(tried)
        return make

    return wrap


def of_case(use_case: UseCase) -> Make:
    return next(case.ask for case in CASES if case.use_case is use_case)


def changed(
    code: str, use_case: UseCase, who: str = "amina", *, apart: bool = False, **differently: Any
) -> None:
    """The usual request, but differently: another version, or other fields in the body."""
    version = differently.pop("version", None)
    filters = differently.pop("filters", {})

    @refused(code, use_case, who, apart=apart)
    async def _(scene: Scene) -> Ask:
        ask = await of_case(use_case)(scene)
        body = {**ask.body, **differently}
        return replace(ask, body=body, version=version or ask.version, filters=filters)
