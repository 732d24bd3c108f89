"""Who is calling, proven: signing keys, access tokens, and secrets at rest."""
