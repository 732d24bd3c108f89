"""What is counted is what a reader of Prometheus' format finds."""

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from app.door.tally import Tally

ROUTE = "/v1/plans/{plan_id}"


def samples(registry: CollectorRegistry) -> dict[tuple[str, ...], float]:
    text = generate_latest(registry).decode()
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_answers_are_counted_by_what_they_were() -> None:
    tally = Tally(registry := CollectorRegistry())
    for status in (200, 200, 404):
        tally.answered("GET", ROUTE, status, 0.002)
    found = samples(registry)
    assert found["career_requests_total", "GET", ROUTE, "200"] == 2
    assert found["career_requests_total", "GET", ROUTE, "404"] == 1


def test_durations_are_in_every_bucket_from_their_own_on() -> None:
    tally = Tally(registry := CollectorRegistry())
    for seconds in (0.0005, 0.001, 0.3, 30.0):  # a bound belongs to what is below it
        tally.answered("GET", ROUTE, 200, seconds)
    found = samples(registry)
    buckets = {
        bound: found["career_request_seconds_bucket", bound, ROUTE]
        for bound in ("0.001", "0.0025", "0.25", "0.5", "10.0", "+Inf")
    }
    counts = {"0.001": 2, "0.0025": 2, "0.25": 2, "0.5": 3, "10.0": 3, "+Inf": 4}
    assert buckets == counts
    assert found["career_request_seconds_count", ROUTE] == 4
    assert found["career_request_seconds_sum", ROUTE] == 30.3015


def test_what_is_being_answered_is_seen() -> None:
    tally = Tally(registry := CollectorRegistry())
    tally.in_flight += 2
    assert samples(registry)["career_requests_in_flight",] == 2
    assert "career_requests_total" not in {name for name, *_ in samples(registry)}
