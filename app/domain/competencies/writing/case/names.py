"""Identifiers and URIs of what is written: those of the source, or ones that never change.

What has no legal identifier gets a UUIDv5 of what it is called: of the identifier that it has, else
of the organisation, the code of the framework and its own. So links find it by its old name, too.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha1
from typing import Any, Final
from uuid import UUID

from app.domain.competencies.writing.case import values
from app.domain.competencies.writing.stored import (
    Association,
    Competency,
    Framework,
    Leftover,
    Node,
)

PATH: Final = "/ims/case/v1p1"
NAMESPACE: Final = UUID("5b0c9f5e-6a0e-5d0a-9f7e-3c1d6a2f8b47")
CHILD: Final = "isChildOf"


@dataclass(frozen=True)
class Names:
    """What everything of one framework is called, below one address.

    `repeated` has the rows whose own identifier is another's, too: that other one keeps it.
    """

    base_url: str
    framework: Framework
    repeated: AbstractSet[UUID] = field(default_factory=frozenset)

    @cached_property
    def _space(self) -> bytes:
        return NAMESPACE.bytes + f"{self.framework.tenant_id}\n{self.framework.code}\n".encode()

    def made(self, kind: str, *parts: object) -> str:
        """A UUIDv5 (RFC 9562), the same for the same parts."""
        said = "\n".join((kind, *map(str, parts))).encode("utf-8", "surrogatepass")
        digest = bytearray(sha1(self._space + said, usedforsecurity=False).digest()[:16])
        digest[6] = digest[6] & 0x0F | 0x50
        digest[8] = digest[8] & 0x3F | 0x80
        return str(UUID(bytes=bytes(digest)))

    def of(self, given: str) -> str:
        """An identifier of the source, or what stands for it where that is not legal."""
        return values.identifier(given) or self.made("identifier", given.strip().casefold())

    def uri(self, collection: str, identifier: str) -> str:
        return f"{self.base_url}{PATH}/{collection}/{identifier}"

    @cached_property
    def document(self) -> str:
        framework = self.framework
        found = values.identifier(framework.source_identifier)
        return found if found and not framework.is_shadowed else self.made("CFDocument")

    @cached_property
    def document_uri(self) -> str:
        said = values.uri(self.framework.extra.get("uri")) if self.framework.is_case else None
        return said or self.uri("CFDocuments", self.document)

    def item(self, one: Node | Competency) -> str:
        code = one.code.removesuffix(f"~{one.id}")  # as it was before another took it
        if one.identifier is None or one.id in self.repeated:
            return self.made("CFItem", code, one.edition)
        return self.of(one.identifier)

    def child_of(self, one: Competency) -> str:
        """Of the association to the parent."""
        return self.child_of_named(one.node, self.said_of_child(one).get("identifier"))

    def said_of_child(self, one: Competency) -> Mapping[str, Any]:
        """The association to the parent, as the source of CASE wrote it."""
        said = one.extra.get(CHILD) if self.framework.is_case else None
        return said if isinstance(said, Mapping) else {}

    def child_of_named(self, one: Node, given: Any) -> str:
        found = values.identifier(given)
        if found is None or self.association_of(one.id) in self.repeated:
            return self.made(CHILD, self.item(one))
        return found

    @staticmethod
    def association_of(competency_id: UUID) -> UUID:
        """Tells a competency from its being a child, among what is repeated."""
        return UUID(int=competency_id.int ^ 1 << 127)

    def association(self, one: Association) -> str:
        return self.association_named(one.id, one.key, one.identifier)

    def association_named(self, id: UUID, key: UUID, given: str | None) -> str:
        if given is None or id in self.repeated:
            return self.made("CFAssociation", key)
        return self.of(given)

    def leftover(self, one: Leftover, given: Any) -> str:
        return self.leftover_named(one.id, one.kind, one.key, given)

    def leftover_named(self, id: UUID, kind: str, key: UUID, given: Any) -> str:
        if not isinstance(given, str) or not given.strip() or id in self.repeated:
            return self.made(kind, key)
        return self.of(given)
