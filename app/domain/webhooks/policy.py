"""Who may do what with webhooks: whoever holds a token with the scope. Endpoints belong to the
tenant, not to the person or client who made them.
"""

from app.domain.policy import anybody

may_read = anybody
