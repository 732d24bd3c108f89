"""Who may know which documents are trusted: whoever holds a token with the scope for it."""

from app.domain.policy import anybody

may_read = anybody
