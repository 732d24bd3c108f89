"""Audit and trusted issuers: what belongs to the organisation."""

from app.domain.audit import service as audit
from app.domain.issuers import service as issuers
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import case, of, person
from tests.scene import Scene

# The audit: everybody what is theirs; machine clients all of it.

of(audit.list_audit_entries, DONE)


@case(audit.list_accesses, DONE, *[EMPTY] * 5)
async def _list_accesses(scene: Scene) -> Ask:
    return Ask(audit.list_accesses, {"person_id": person(scene, "amina")})


# Whom the organisation trusts is no secret to those who administer it.

of(issuers.list_trusted_issuers, DONE)
