"""Who may do what with API clients: whoever holds a token with the scope `admin`. They belong to
the tenant, not to the person or client who registered them.
"""

from app.domain.policy import anybody

may_read = anybody
