"""The collector of garbage rests while very much is made, and only then."""

import gc

import pytest

from app.domain.burst import burst


def test_bursts_may_overlap_and_the_last_one_wakes_it() -> None:
    first, second = burst(), burst()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert not gc.isenabled()
    second.__exit__(None, None, None)
    assert gc.isenabled()


def test_it_wakes_after_a_failure_and_stays_off_where_it_was_off() -> None:
    with pytest.raises(ZeroDivisionError), burst():
        1 / 0  # noqa: B018 - fails
    assert gc.isenabled()
    gc.disable()
    try:
        with burst():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
