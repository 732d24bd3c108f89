"""Who may know which issuers are trusted: whoever holds a token with the scope `admin`."""

from app.domain.policy import anybody

may_read = anybody
