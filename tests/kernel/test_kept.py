"""What is kept is kept as long as there is room, and no longer."""

from app.domain.kept import Kept


def test_what_was_used_least_lately_goes_first() -> None:
    made: list[str] = []

    def of(kept: Kept[str, str], key: str) -> str:
        def make() -> str:
            made.append(key)
            return key * 3

        return kept.of(key, make)

    kept = Kept[str, str](9, len)
    for key in ("a", "b", "c", "a", "d"):
        assert of(kept, key) == key * 3
    assert made == ["a", "b", "c", "d"]
    assert len(kept) == 3
    of(kept, "a")
    of(kept, "b")
    assert made == ["a", "b", "c", "d", "b"]


def test_what_is_larger_than_everything_is_kept_alone() -> None:
    kept = Kept[int, bytes](10, len)
    for number in range(5):
        kept.of(number, lambda: bytes(100))
        assert len(kept) == 1
