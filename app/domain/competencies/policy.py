"""Who may do what with competency models: everybody reads them, that is what they are for;
whoever holds a token with the scope syncs and publishes them.
"""

from app.domain.policy import anybody

may_read = anybody
may_publish = anybody
