"""What happens to the keys of people that other systems are told about."""

from typing import ClassVar

from app.domain.event import Event


class PersonTextsErased(Event):
    """All notes and reflections that a person had written were erased for good, by destroying the
    key that they were sealed with. The person is still here, and can write again.
    """

    name: ClassVar[str] = "person.texts_erased"
