"""Keys and tools as the settings say: given in production, made once in development."""

from collections.abc import Callable
from pathlib import Path

from app.domain.tools import Tools
from app.domain.transaction import Limits
from app.security.clientkeys import ClientKeys
from app.security.guard import Guard
from app.security.keyfile import WatchedKeyring
from app.security.keys import FILE_NAME, Keyring, KeysUnusable
from app.security.texts import PersonalTexts
from app.security.vault import Vault
from app.settings import Settings


def create_keyring(settings: Settings) -> WatchedKeyring:
    """The keys that sign access tokens, as their file is at any time."""
    return WatchedKeyring(key_file(settings))


def key_file(settings: Settings) -> Path:
    """Where the keys that sign are; in development they are made when they are first needed."""
    if settings.signing_keys is not None:
        return settings.signing_keys
    _refuse_in_production(settings, "CAREER_SIGNING_KEYS")
    Keyring.make_or_load(settings.data_dir)
    return settings.data_dir / FILE_NAME


def create_tools(settings: Settings) -> Tools:
    vault = _vault(settings)
    guard = create_guard(settings)
    return Tools(vault, PersonalTexts(vault), guard, ClientKeys(), settings.base_url)


def create_fingerprint(settings: Settings) -> Callable[[bytes], bytes]:
    """How what must be recognised, but not read again, is stored."""
    return _vault(settings).fingerprint


def _vault(settings: Settings) -> Vault:
    if settings.secret_key:
        return Vault.from_setting(settings.secret_key)
    _refuse_in_production(settings, "CAREER_SECRET_KEY")
    return Vault.make_or_load(settings.data_dir)


def _refuse_in_production(settings: Settings, name: str) -> None:
    """What is made here today is not there on another machine, or tomorrow."""
    if settings.is_production:
        raise KeysUnusable(name, "is needed in production")


def create_issuer_guard(settings: Settings) -> Guard:
    return Guard(settings.issuer_allowed_networks, allow_loopback=not settings.is_production)


def create_guard(settings: Settings) -> Guard:
    return Guard(settings.webhook_allowed_networks, allow_loopback=not settings.is_production)


def create_limits(settings: Settings) -> Limits:
    return Limits(
        reads=settings.read_pool_size,
        writes=settings.write_pool_size,
        pool_timeout=settings.pool_timeout_s,
        statement_timeout=settings.statement_timeout_s,
        lock_timeout=settings.lock_timeout_s,
    )
