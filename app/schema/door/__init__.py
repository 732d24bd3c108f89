"""GraphQL over HTTP: reading a request, its limits, negotiation, and what is told of errors."""
