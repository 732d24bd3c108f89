"""Changing the signing key: published first, signing later, verifying until nothing needs it."""

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from app.security import keyfile
from app.security.keyfile import DELAY_S, LOOK_EVERY_S, WatchedKeyring, rotate
from app.security.keys import OVERLAP_S, Keyring, KeysUnusable
from app.security.tokens import TokenReader, TokenRefused, mint

from .forge import AUDIENCE, EC, ISSUER, NOW, RSA, SUBJECT, TENANT, private_jwk

HOUR = 3600


class Clock:
    """The time of day, and the time that only goes on."""

    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"keys": [private_jwk(RSA)]}))
    return file


def kids(ring: Any) -> list[str]:
    return [key["kid"] for key in ring.public_jwks()["keys"]]


def minted(ring: Any, now: float) -> str:
    return mint(
        ring,
        tenant_id=TENANT,
        subject=SUBJECT,
        client_id="hris",
        scopes=[],
        lifetime_s=HOUR,
        issuer=ISSUER,
        audience=AUDIENCE,
        now=now,
    )


def reader(ring: Any, clock: Clock) -> TokenReader:
    return TokenReader(ring.public_jwks, issuer=ISSUER, audience=AUDIENCE, clock=clock)


def test_a_new_key_is_published_at_once_and_signs_after_the_delay(path: Path, clock: Clock) -> None:
    ours = WatchedKeyring(path, clock=clock, monotonic=clock)
    old = ours.kid
    rotate(path, now=NOW)
    clock.now += LOOK_EVERY_S
    assert len(kids(ours)) == 2
    assert (ours.kid, kids(ours)[1]) == (old, old)
    clock.now = NOW + DELAY_S - 1
    assert ours.kid == old
    clock.now = NOW + DELAY_S
    assert ours.kid == kids(ours)[0] != old


def test_no_token_is_refused_at_any_moment_of_a_rotation(path: Path, clock: Clock) -> None:
    ours = WatchedKeyring(path, clock=clock, monotonic=clock)
    theirs = reader(ours, clock)
    alive = {minted(ours, clock.now): clock.now}
    rotate(path, now=NOW)
    for _ in range(40):
        clock.now += 300
        if clock.now == NOW + 6000:
            rotate(path, now=int(clock.now))
        alive[minted(ours, clock.now)] = clock.now
        for token, made in alive.items():
            if clock.now < made + HOUR:
                assert theirs.read(token)
    assert len(kids(ours)) == 2


def test_what_nothing_needs_any_more_is_left_out_at_the_next_rotation(path: Path) -> None:
    first = Keyring.load(path).kid
    rotate(path, now=NOW)
    soon = rotate(path, now=NOW + DELAY_S + OVERLAP_S - 1)
    assert first in kids(soon)
    later = rotate(path, now=NOW + 2 * (DELAY_S + OVERLAP_S))
    assert first not in kids(later)
    assert kids(later)[1:] == kids(soon)[:1]


def test_a_key_of_unknown_age_is_kept_for_one_more_rotation(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"keys": [private_jwk(RSA), private_jwk(EC)]}))
    both = kids(Keyring.load(path))
    assert kids(rotate(path, now=NOW))[1:] == both
    assert kids(rotate(path, now=NOW + OVERLAP_S))[2:] == both[:1]


def test_two_keys_cannot_wait_at_once(path: Path) -> None:
    rotate(path, now=NOW)
    before = path.read_bytes()
    with pytest.raises(KeysUnusable, match="does not sign yet"):
        rotate(path, now=NOW + DELAY_S - 1)
    assert path.read_bytes() == before
    assert rotate(path, now=NOW + 1, delay_s=0).states(NOW + 1)[0].state == "signs"


def test_in_an_emergency_the_new_key_signs_at_once_and_the_others_are_forgotten(
    path: Path, clock: Clock
) -> None:
    ours = WatchedKeyring(path, clock=clock, monotonic=clock)
    theirs, stolen = reader(ours, clock), minted(ours, NOW)
    assert theirs.read(stolen)
    rotate(path, now=NOW, forget=True)
    clock.now += LOOK_EVERY_S
    assert theirs.read(minted(ours, clock.now))
    with pytest.raises(TokenRefused):
        theirs.read(stolen)
    assert len(kids(ours)) == 1


def test_the_file_is_looked_at_every_few_seconds_and_not_more_often(
    path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = WatchedKeyring(path, clock=clock, monotonic=clock)
    shown = ours.public_jwks()
    looked: list[Path] = []

    def look(file: Path) -> Any:
        looked.append(file)
        return real(file)

    real = keyfile._looks
    monkeypatch.setattr(keyfile, "_looks", look)
    clock.now += LOOK_EVERY_S - 0.1
    assert ours.public_jwks() is shown
    assert not looked
    clock.now += 0.1
    assert ours.public_jwks() is shown
    assert ours.public_jwks() is shown
    assert len(looked) == 1


@pytest.mark.parametrize("content", [None, "", "{}", '{"keys": []}'])
def test_a_file_that_breaks_changes_nothing_until_it_is_whole_again(
    path: Path, clock: Clock, content: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = WatchedKeyring(path, clock=clock, monotonic=clock)
    old, whole = ours.kid, path.read_text()
    path.unlink() if content is None else path.write_text(content)
    clock.now += LOOK_EVERY_S
    assert ours.kid == old
    path.write_text(whole)
    rotate(path, now=NOW, delay_s=0)
    clock.now += LOOK_EVERY_S
    assert ours.kid != old


def test_a_file_that_could_not_be_read_for_a_moment_is_read_again(
    path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = WatchedKeyring(path, clock=clock, monotonic=clock)
    theirs, stolen = reader(ours, clock), minted(ours, NOW)
    rotate(path, now=NOW, forget=True)

    def too_many(_: Path) -> bytes:
        raise OSError(errno.EMFILE, "Too many open files")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", too_many)
        clock.now += LOOK_EVERY_S
        assert theirs.read(stolen)
    clock.now += LOOK_EVERY_S
    with pytest.raises(TokenRefused):
        theirs.read(stolen)


def test_states_are_told_without_key_material(path: Path) -> None:
    ring = rotate(path, now=NOW)
    assert [one.state for one in ring.states(NOW)] == ["waits", "signs"]
    assert [one.state for one in ring.states(NOW + DELAY_S)] == ["signs", "verifies"]
    private = json.loads(path.read_bytes())["keys"][0]
    assert private["d"] not in str(ring.states(NOW))


@pytest.mark.parametrize("moment", ["1", -1, True, 1.5, None, [1]])
def test_a_moment_that_is_none_is_refused(path: Path, moment: Any) -> None:
    path.write_text(json.dumps({"keys": [private_jwk(RSA) | {"signs_from": moment}]}))
    with pytest.raises(KeysUnusable, match="no moment"):
        Keyring.load(path)


def test_a_file_that_is_not_there_cannot_be_rotated(tmp_path: Path) -> None:
    for gone in (tmp_path / "none.json", tmp_path / "no" / "none.json"):
        with pytest.raises(KeysUnusable, match="No such file"):
            rotate(gone, now=NOW)
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - hidden drafts count, too
