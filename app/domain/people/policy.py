"""Who may do what with people."""

from app.domain.policy import Me, anybody

may_read = anybody


def may_provision(me: Me) -> bool:
    """Machine clients: people come from the HRIS, never from each other."""
    return not me.is_person
