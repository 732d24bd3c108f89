"""Every setting the program reads, in one place: `career settings` lists them.

Each is an environment variable of the same name in capitals, with the prefix `CAREER_`
except for the three that hosting platforms set themselves: `DATABASE_URL`, `HOST`, `PORT`.
"""

from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Final

from pydantic import AliasChoices, Field, PostgresDsn, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

MOST_PER_MINUTE: Final = 1_000_000_000


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Introspection(StrEnum):
    """Who may ask GraphQL for its schema."""

    ON = "on"
    SCOPE = "scope"
    OFF = "off"


class ProxyHeader(StrEnum):
    X_FORWARDED_FOR = "x-forwarded-for"
    FORWARDED = "forwarded"


Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode]


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="CAREER_", frozen=True, extra="ignore", populate_by_name=True
    )

    environment: Environment = Field(
        default=Environment.DEVELOPMENT,
        description="`production` refuses development keys, demo data and an embedded database.",
    )
    host: str = Field(
        default="127.0.0.1",
        validation_alias=AliasChoices("HOST", "CAREER_HOST"),
        description="The address that the API listens on.",
    )
    port: int = Field(
        default=8000,
        ge=1,
        le=65535,
        validation_alias=AliasChoices("PORT", "CAREER_PORT"),
        description="The port that the API listens on.",
    )
    public_url: str = Field(
        default="",
        description="How the outside reaches the API: issuer of its tokens, base of its links. "
        "Empty means http://HOST:PORT.",
    )
    data_dir: Path = Field(
        default=Path(".data"),
        description="Where the embedded database and the development keys live.",
    )
    database_url: PostgresDsn | None = Field(
        default=None,
        validation_alias=AliasChoices("DATABASE_URL", "CAREER_DATABASE_URL"),
        description="A PostgreSQL 18 of yours, as its owner. Empty starts the embedded one.",
    )
    app_database_url: PostgresDsn | None = Field(
        default=None,
        description="The login that serves requests. Empty means DATABASE_URL acting as the "
        "role `career_app`, which cannot bypass row-level security.",
    )
    worker_database_url: PostgresDsn | None = Field(
        default=None,
        description="The login that finds pending work across tenants and can do nothing else. "
        "Empty means DATABASE_URL acting as the role `career_worker`.",
    )
    signing_keys: Path | None = Field(
        default=None,
        description="A JWK set with private keys that signs access tokens; the first whose time "
        "has come signs, all verify. Empty makes one in the data folder, in development only.",
    )
    secret_key: str = Field(
        default="",
        repr=False,
        description="Base64 of the 32 bytes that encrypt webhook secrets and the keys of people at "
        "rest. Several with commas in between: the first seals, all open. Empty makes one in the "
        "data folder, in development only.",
    )
    token_lifetime_s: int = Field(
        default=900, ge=60, le=3600, description="Seconds an access token lives."
    )
    clock_leeway_s: int = Field(
        default=30, ge=0, le=120, description="Seconds that clocks may differ when tokens are read."
    )
    standing_cache_s: float = Field(
        default=2.0,
        ge=0,
        le=60,
        description="Seconds that a process takes for granted that a person or client may come in.",
    )
    read_pool_size: int = Field(
        default=8, ge=1, le=200, description="Connections for reads, in each API process."
    )
    write_pool_size: int = Field(
        default=8, ge=1, le=200, description="Connections for writes, in each API process."
    )
    pool_timeout_s: float = Field(
        default=2.0, gt=0, le=10, description="Seconds to wait for a connection before a 503."
    )
    statement_timeout_s: float = Field(
        default=5.0, gt=0, le=10, description="Seconds one statement may take."
    )
    lock_timeout_s: float = Field(
        default=2.0, gt=0, le=10, description="Seconds to wait for a row that another holds."
    )
    request_timeout_s: float = Field(
        default=10.0, gt=0, le=60, description="Seconds one request may take in all."
    )
    max_body_bytes: int = Field(
        default=1_048_576, ge=1024, description="The largest request body; larger ones get a 413."
    )
    max_bulk_body_bytes: int = Field(
        default=16_777_216, ge=1024, description="The same, for `:batch` and `:sync`."
    )
    max_file_bytes: int = Field(
        default=268_435_456, ge=1024, description="The same, for a competency model as a file."
    )
    file_timeout_s: float = Field(
        default=900.0,
        gt=0,
        le=3600,
        description="Seconds that syncing or exporting such a file may take.",
    )
    rate_person_per_minute: int = Field(
        default=600, ge=0, le=MOST_PER_MINUTE, description="Requests of one person; 0: no limit."
    )
    rate_client_per_minute: int = Field(
        default=6000,
        ge=0,
        le=MOST_PER_MINUTE,
        description="Requests of one API client; 0: no limit.",
    )
    rate_sensitive_per_minute: int = Field(
        default=20,
        ge=0,
        le=MOST_PER_MINUTE,
        description="Requests of one person or client that make or show secrets; 0: no limit.",
    )
    rate_token_per_minute: int = Field(
        default=60,
        ge=0,
        le=MOST_PER_MINUTE,
        description="Tokens that one API client asks for from one address; 0: no limit.",
    )
    rate_address_per_minute: int = Field(
        default=300,
        ge=0,
        le=MOST_PER_MINUTE,
        description="Token requests that fail, and tokens that are refused, from one address; "
        "0: no limit.",
    )
    lockout_failures: int = Field(
        default=10,
        ge=0,
        le=10_000,
        description="Wrong secrets for one API client from one address, within five minutes, "
        "after which that address has to wait; 0: never.",
    )
    trusted_proxies: Networks = Field(
        default=(),
        description="The networks of our own proxies, comma-separated CIDR: what they say of "
        "where a request came from is believed.",
    )
    proxy_header: ProxyHeader = Field(
        default=ProxyHeader.X_FORWARDED_FOR,
        description="The header that our proxies write it into, `x-forwarded-for` or "
        "`forwarded`. The other one is what anybody may send, and is ignored.",
    )
    graphql_introspection: Introspection = Field(
        default=Introspection.ON,
        description="Who may ask GraphQL for its schema: `on`, whoever has a token; `scope`, whose "
        "token has `graphql:introspect`; `off`, nobody.",
    )
    graphql_get: bool = Field(
        default=False, description="Whether GraphQL queries, never mutations, may come by GET."
    )
    graphql_documents: Path | None = Field(
        default=None,
        description="Trusted documents of GraphQL: a folder of `.graphql` files, or a JSON "
        "manifest of ids and texts. They are read once; what is wrong with one stops the start.",
    )
    graphql_trusted_only: bool = Field(
        default=False,
        description="Whether GraphQL takes `documentId` alone: then it refuses every `query`.",
    )
    graphql_max_depth: int = Field(
        default=12, ge=3, le=50, description="Levels of a GraphQL query."
    )
    graphql_max_cost: int = Field(
        default=100_000, ge=100, description="Objects that a GraphQL query may ask for at the most."
    )
    worker_poll_s: float = Field(
        default=1.0,
        gt=0,
        le=60,
        description="Seconds between two looks for work; hints tell of most of it before.",
    )
    worker_metrics_port: int = Field(
        default=0,
        ge=0,
        le=65535,
        description="The port at HOST where the worker's metrics are read; 0: nowhere.",
    )
    worker_clock_s: float = Field(
        default=60.0,
        gt=0,
        le=3600,
        description="Seconds between two looks at the clock: which deadlines are near or passed.",
    )
    seal_after_s: float = Field(
        default=3600.0,
        ge=0,
        le=604_800,
        description="Seconds from the start of the worker until it seals texts that an earlier "
        "version wrote in plain: that version, which cannot read them then, should be gone.",
    )
    event_days: float = Field(
        default=30.0,
        ge=7,
        le=3650,
        description="Days that events and their deliveries are kept: how far back they can be "
        "read and sent again.",
    )
    attempt_days: float = Field(
        default=14.0, ge=1, le=3650, description="Days that attempts to deliver are kept."
    )
    webhook_timeout_s: float = Field(
        default=15.0, gt=0, le=60, description="Seconds one webhook attempt may take in all."
    )
    webhook_allowed_networks: Networks = Field(
        default=(),
        description="Private networks that webhooks may reach, comma-separated CIDR. Development "
        "adds loopback, also by plain http.",
    )
    issuer_timeout_s: float = Field(
        default=3.0, gt=0, le=8, description="Seconds to fetch a trusted issuer's keys in all."
    )
    issuer_keys_age_s: float = Field(
        default=600.0, ge=60, le=3600, description="Seconds until they are fetched again."
    )
    issuer_token_lifetime_s: int = Field(
        default=3600, ge=60, le=86_400, description="Seconds that their tokens may live."
    )
    issuer_allowed_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        default=(),
        description="Private networks where trusted issuers may be, comma-separated CIDR. "
        "Development adds loopback, also by plain http.",
    )
    sample_data: Path = Field(
        default=Path("../shared/data"),
        description="Where `career demo play` looks for real competency models to try as well.",
    )
    log_level: str = Field(default="info", description="debug, info, warning or error.")

    @field_validator(
        "webhook_allowed_networks", "issuer_allowed_networks", "trusted_proxies", mode="before"
    )
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @property
    def base_url(self) -> str:
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")
