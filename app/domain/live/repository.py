"""The SQL of following: a page of the feed, and where it begins and ends."""

from typing import Final

from app.domain.feedstatement import LOOKED_AT
from app.domain.statement import SCOPED

# Asked for again and again, so in one round trip: the tenant is set in the same statement. There is
# one row at the least, with the two ends of the feed as they are at that moment.
PAGE: Final = SCOPED.format(
    tenant="$1",
    query=f"""
SELECT ends.last, ends.before, page.*
FROM (
  SELECT coalesce(fed.last, 0) AS last, coalesce(
    (SELECT kept.position - 1 FROM outbox_event AS kept
     WHERE kept.tenant_id = $2 AND kept.position IS NOT NULL AND scope.tenant_id = $1
     ORDER BY kept.position LIMIT 1), fed.last, 0) AS before
  FROM (SELECT (
    SELECT feed.last FROM outbox_feed AS feed
    WHERE feed.tenant_id = $2 AND feed.id = $2 AND scope.tenant_id = $1) AS last) AS fed
) AS ends
LEFT JOIN LATERAL (
  SELECT event.position, event.type, event.subject_id, event.created_at, event.data
  FROM outbox_event AS event
  WHERE event.tenant_id = $2 AND scope.tenant_id = $1
    AND event.position > $3::bigint AND event.position <= $3 + {LOOKED_AT}
    AND event.type = any($4::text[])
    AND ($5::uuid IS NULL OR event.subject_id = $5)
    AND ($6::text IS NULL OR event.data @> $6::jsonb)
  ORDER BY event.position LIMIT $7
) AS page ON true
ORDER BY page.position
""",  # noqa: S608 - all of it is ours
)
