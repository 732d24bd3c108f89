"""JWK sets: the private keys that sign our access tokens, and the public keys of any issuer.

Of a private set the first key whose time has come signs and all verify, so that keys can change
while the tokens that the old one signed are still alive: a new key stands in front, is published
at once, and signs from `signs_from` on, when every verifier has had the time to read it.
"""

import base64
import contextlib
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol, Self

from cryptography.hazmat.primitives.asymmetric import rsa
from jose import jwk, jws

from app.server.errors import CannotRun

FILE_NAME: Final = "signing-keys.json"
MAX_PUBLISHED_KEYS: Final = 50
WEAKEST_RSA_BITS: Final = 2048
STRONGEST_RSA_BITS: Final = 8192  # larger ones would only make us slow
ALGORITHM_OF: Final = {"RSA": "RS256", "EC": "ES256"}
PUBLIC_PARTS: Final = {"RSA": ("kty", "n", "e"), "EC": ("kty", "crv", "x", "y")}
SECRET_PARTS: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})

SIGNS_FROM: Final = "signs_from"
OVERLAP_S: Final = 3900
"""How long a key verifies after its last token: the longest life and the widest leeway."""

KeyName = tuple[str, str]  # a key id and the one algorithm that goes with it


class KeysUnusable(CannotRun):
    """A key cannot be used; the message names where it is and why, and never the key."""

    def __init__(self, where: Path | str, reason: str) -> None:
        super().__init__(f"{where}: {reason}")
        self.reason = reason


class Signer(Protocol):
    """What signs access tokens and shows the public keys that verify them."""

    def public_jwks(self) -> dict[str, list[dict[str, str]]]:
        """The public halves."""

    def sign(self, claims: Mapping[str, object]) -> str:
        """A signed access token with these claims."""


@dataclass(frozen=True, slots=True)
class _SigningKey:
    kid: str
    algorithm: str
    public: Mapping[str, str]
    signer: Any
    signs_from: int = 0


@dataclass(frozen=True, slots=True)
class KeyState:
    """One private key of a ring, as an operator is told of it."""

    kid: str
    algorithm: str
    state: str
    signs_from: int


class Keyring:
    """Private keys that sign access tokens: the first whose time has come signs, all verify."""

    __slots__ = ("_clock", "_keys", "_published")

    def __init__(
        self, keys: Sequence[_SigningKey], *, clock: Callable[[], float] = time.time
    ) -> None:
        self._keys = tuple(keys)
        self._clock = clock
        self._published = {"keys": [dict(key.public) for key in self._keys]}

    def __repr__(self) -> str:
        return f"Keyring({', '.join(key.kid for key in self._keys)})"

    @classmethod
    def generate(cls) -> Self:
        """One new key, in memory only."""
        return cls([_new_key()])

    @classmethod
    def load(cls, path: Path, *, clock: Callable[[], float] = time.time) -> Self:
        """The keys of a file, or `KeysUnusable`."""
        return cls(_read_set(path, read_private(path)), clock=clock)

    @classmethod
    def make_or_load(cls, folder: Path) -> Self:
        """The keys of a development folder, which are made when there are none."""
        path = folder / FILE_NAME
        return cls(_read_set(path, keep_private(path, lambda: cls.generate().as_file())))

    def save(self, path: Path) -> None:
        """Write the keys to a file in one step, readable by its owner only."""
        _write_private(path, self.as_file(), Path.replace)

    def rotated(self, *, now: int, delay_s: int) -> Self:
        """A new key in front, which signs after the delay.

        What has signed its last token long enough ago is left out. The key that signs now is
        marked with this moment if it is not known since when it does: then what it replaced
        can be left out the next time.
        """
        signing = self._signing(now)
        known = [
            replace(key, signs_from=now) if key is signing and not key.signs_from else key
            for key in self._keys
        ]
        followers = (None, *known[:-1])
        kept = [
            key
            for key, next_ in zip(known, followers, strict=True)
            if next_ is None or not next_.signs_from or next_.signs_from + OVERLAP_S > now
        ]
        return type(self)([replace(_new_key(), signs_from=now + delay_s), *kept])

    def only_newest(self) -> Self:
        """Without every key but the first: what the others signed is refused from now on."""
        return type(self)(self._keys[:1])

    def waiting(self, now: float) -> bool:
        """Whether there is a key that does not sign yet."""
        return self._keys[0] is not self._signing(now)

    def states(self, now: float) -> list[KeyState]:
        """Every key, the newest first: whether it waits, signs, or only verifies."""
        place = self._keys.index(self._signing(now))
        words = {True: "waits", False: "verifies"}
        return [
            KeyState(
                key.kid,
                key.algorithm,
                "signs" if number == place else words[number < place],
                key.signs_from,
            )
            for number, key in enumerate(self._keys)
        ]

    def _signing(self, now: float) -> _SigningKey:
        return next((key for key in self._keys if key.signs_from <= now), self._keys[-1])

    @property
    def kid(self) -> str:
        """The id of the key that signs."""
        return self._signing(self._clock()).kid

    def public_jwks(self) -> dict[str, list[dict[str, str]]]:
        """The public halves, as `/.well-known/jwks.json` shows them: the same object each time."""
        return self._published

    def sign(self, claims: Mapping[str, object]) -> str:
        """A signed access token (RFC 9068) with these claims."""
        key = self._signing(self._clock())
        headers = {"typ": "at+jwt", "kid": key.kid}
        return str(jws.sign(dict(claims), key.signer, headers=headers, algorithm=key.algorithm))

    def as_file(self) -> bytes:
        """The JWK set with its private halves, as a file holds it."""
        private = [
            {**key.signer.to_dict(), **key.public}
            | ({SIGNS_FROM: key.signs_from} if key.signs_from else {})
            for key in self._keys
        ]
        return json.dumps({"keys": private}, indent=2).encode() + b"\n"


def public_keys(jwks: Mapping[str, object]) -> dict[KeyName, Any]:
    """The keys of a JWK set that may verify access tokens, ready for python-jose.

    Two that share a name are ambiguous, so neither counts. Nor does one whose secret stands
    beside it, for anybody may sign with it, under whichever name it stands there again.
    """
    entries = jwks.get("keys")
    usable: dict[KeyName, Any] = {}
    refused = set()
    given_away = []
    for entry in entries[:MAX_PUBLISHED_KEYS] if isinstance(entries, list) else []:
        name = _public_name(entry)
        key = _public_key(entry, name) if name else None
        if name is None or key is None:
            continue
        if not SECRET_PARTS.isdisjoint(entry):
            given_away.append(key.to_dict())
        if name in usable:
            refused.add(name)
        usable[name] = key
    return {
        name: key
        for name, key in usable.items()
        if name not in refused and key.to_dict() not in given_away
    }


def thumbprint(public: Mapping[str, str]) -> str:
    """The RFC 7638 thumbprint of a public JWK."""
    required = {part: public[part] for part in PUBLIC_PARTS[public["kty"]]}
    canonical = json.dumps(required, sort_keys=True, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(hashlib.sha256(canonical).digest()).rstrip(b"=").decode()


def read_private(path: Path) -> bytes:
    """What a file holds, or `KeysUnusable`."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeysUnusable(path, error.strerror or "cannot be read") from None


def keep_private(path: Path, make: Callable[[], bytes]) -> bytes:
    """What a file holds, made first if it is missing, readable by its owner only.

    Of several processes that make it at once one wins, and all get what that one wrote.
    """
    with contextlib.suppress(OSError):  # one that cannot be read says why below
        return path.read_bytes()
    _write_private(path, make(), _publish_once)
    return read_private(path)


def _publish_once(draft: Path, path: Path) -> None:
    # Unlike a rename, a link never replaces what another process has put there.
    with contextlib.suppress(FileExistsError):
        path.hardlink_to(draft)


def _write_private(path: Path, content: bytes, publish: Callable[[Path, Path], object]) -> None:
    """Publish a complete file under its name, so that nobody ever reads half of it."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            publish(draft, path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise KeysUnusable(path, error.strerror or "cannot be written") from None


def _new_key() -> _SigningKey:
    # RS256: python-jose verifies it in a third of the time of ES256, and every reader
    # of RFC 9068 tokens has to know it.
    private = rsa.generate_private_key(public_exponent=65537, key_size=WEAKEST_RSA_BITS)
    return _signing_key(jwk.construct(private, "RS256"))


def _signing_key(signer: Any) -> _SigningKey:
    shown = signer.public_key().to_dict()
    required = {part: str(shown[part]) for part in PUBLIC_PARTS[shown["kty"]]}
    kid, algorithm = thumbprint(required), ALGORITHM_OF[shown["kty"]]
    public = {**required, "kid": kid, "alg": algorithm, "use": "sig"}
    return _SigningKey(kid=kid, algorithm=algorithm, public=public, signer=signer)


def _public_name(entry: object) -> KeyName | None:
    if not isinstance(entry, Mapping):
        return None
    kid, kty = entry.get("kid"), entry.get("kty")
    if not isinstance(kid, str) or not isinstance(kty, str) or kty not in ALGORITHM_OF:
        return None
    algorithm = ALGORITHM_OF[kty]
    return (kid, algorithm) if _is_meant_for(entry, algorithm) else None


def _is_meant_for(entry: Mapping[str, object], algorithm: str) -> bool:
    """Whether it may be used to sign and to verify with this algorithm, and nothing else."""
    return (
        entry.get("alg", algorithm) == algorithm
        and entry.get("use", "sig") == "sig"
        and (algorithm != "ES256" or entry.get("crv") == "P-256")
    )


def _public_key(entry: Mapping[str, object], name: KeyName) -> Any | None:
    _, algorithm = name
    try:
        public = {part: entry[part] for part in PUBLIC_PARTS[str(entry["kty"])]}
        key = jwk.construct(public, algorithm)
    except Exception:  # noqa: BLE001 - one broken key must not take the others along
        return None
    bits = key.prepared_key.key_size
    fits = algorithm != "RS256" or WEAKEST_RSA_BITS <= bits <= STRONGEST_RSA_BITS
    return key if fits else None


def _read_set(path: Path, content: bytes) -> list[_SigningKey]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise KeysUnusable(path, "is not JSON") from None
    entries = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(entries, list) or not entries:
        raise KeysUnusable(path, "is not a JWK set with at least one key")
    keys = []
    for number, entry in enumerate(entries, start=1):
        try:
            keys.append(_read_key(entry))
        except _Unfit as error:
            raise KeysUnusable(path, f"key {number} {error}") from None
    if len({key.kid for key in keys}) < len(keys):
        raise KeysUnusable(path, "holds one key twice")
    return keys


class _Unfit(Exception):
    """Why a JWK cannot sign, to follow its number in a message."""


def _read_key(entry: Any) -> _SigningKey:
    kty = entry.get("kty") if isinstance(entry, dict) else None
    if not isinstance(kty, str) or kty not in ALGORITHM_OF:
        raise _Unfit("is neither RSA nor EC")
    algorithm = ALGORITHM_OF[kty]
    if not _is_meant_for(entry, algorithm):
        raise _Unfit(f"is not meant to sign with {algorithm}")
    if "d" not in entry:
        raise _Unfit("has no private part")
    try:
        signer = jwk.construct(entry, algorithm)
    except Exception:  # noqa: BLE001 - one broken key must not take the others along
        raise _Unfit("is malformed") from None
    if kty == "RSA" and signer.prepared_key.key_size < WEAKEST_RSA_BITS:
        raise _Unfit(f"is RSA with fewer than {WEAKEST_RSA_BITS} bits")
    signs_from = entry.get(SIGNS_FROM, 0)
    if type(signs_from) is not int or signs_from < 0:
        raise _Unfit(f"has a {SIGNS_FROM} that is no moment")
    return replace(_signing_key(signer), signs_from=signs_from)
