"""What an event is. Each feature lists its own in `events.py`."""

from inspect import getdoc
from typing import Any, ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, PrivateAttr
from pydantic.alias_generators import to_camel


class Event(BaseModel):
    """A fact, named in the past tense, that other systems may care about.

    `name` and `revision` are the public contract: a change of shape is a new revision,
    never an edit. The docstring is the description that subscribers read. The fields
    are thin: ids, status and dates, never a word that a person wrote.
    """

    model_config = ConfigDict(
        defer_build=True, frozen=True, alias_generator=to_camel, populate_by_name=True
    )

    name: ClassVar[str]
    revision: ClassVar[int] = 1
    catalogue: ClassVar[dict[str, type["Event"]]] = {}

    id: UUID
    """What it happened to. Events of one subject are told in the order they happened."""
    version: int
    """The version of the subject after it happened."""

    _is_private: bool = PrivateAttr(default=False)

    def about(self, *, private: bool) -> Self:
        """Of what is private nobody is told, not even that it exists: see `Transaction.record`."""
        self._is_private = private
        return self

    @property
    def is_private(self) -> bool:
        return self._is_private

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if "name" in vars(cls):  # a base of several events has no name of its own
            Event.catalogue[f"{cls.name}.v{cls.revision}"] = cls

    @classmethod
    def explanation(cls) -> str:
        return getdoc(cls) or ""
