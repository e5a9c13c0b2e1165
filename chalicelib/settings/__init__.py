"""Every setting, read from the environment once; nobody else reads it. All faults are named at once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from datetime import datetime
from functools import cache, partial
from typing import Any, TypeVar

from chalicelib.domain.identity.moved_identity import Issuers
from chalicelib.domain.identity.person import REVIEWERS
from chalicelib.domain.policy import Policy
from chalicelib.domain.programs.client import TokenProfile
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.brand import NO_VENDOR, Brand, Vendor
from chalicelib.rendering.urls import Urls
from chalicelib.settings import parsing, vendor
from chalicelib.settings.contradictions import contradictions
from chalicelib.settings.keys import KeysReadLater
from chalicelib.settings.origins import origins
from chalicelib.settings.policy import POLICY_SETTINGS, excess
from chalicelib.settings.resolvers import resolvers

T = TypeVar("T")


class SettingsError(Exception):
    """The environment does not describe a system that may start; the message lists every fault."""


@value_class
class Settings:
    """One deployed stage, or the local run. Secrets stay out of `repr`."""

    stage: str
    region: str
    public_url: str
    table_name: str
    mail_queue: str
    webhook_queue: str
    mail_sender: str
    brand_name: str
    support_address: str
    reviewer_addresses: tuple[str, ...]
    oidc_issuer: str
    oidc_client_id: str
    oidc_groups_claim: str
    example_domains: bool
    policy: Policy
    link_keys: Mapping[str, str] = field(repr=False)
    audit_keys: Mapping[str, str] = field(repr=False)
    read_client_secret: Callable[[], str] = field(default=str, repr=False, compare=False)
    # The provider's own page for signing out; empty where its discovery names one.
    oidc_logout_url: str = ""
    oidc_groups_format: str = ""
    oidc_scopes: str = "openid email profile"
    # Mail domains whose addresses need no `email_verified`.
    oidc_vouched_domains: frozenset[str] = frozenset()
    reviewers_group: str = REVIEWERS
    # Whom access tokens of clients are for, and how the provider writes them. Without an audience no client has access.
    api_audience: str = ""
    api_token_profile: TokenProfile = TokenProfile.RFC_9068
    # Whose persons may be claimed at the present issuer before that time, by the same verified address.
    oidc_former_issuer: str = ""
    oidc_former_issuer_until: datetime | None = None
    # Suffixes whose tenants are organisations of their own, besides those that are listed.
    shared_hosts: frozenset[str] = frozenset()
    # Of pages whose scripts may call the API from a browser.
    cors_origins: frozenset[str] = frozenset()
    # SES's own names and numbers; without a configuration set it reports nothing.
    mails_per_second: int = 14
    mail_configuration_set: str = ""
    # The bus of the vendor's systems; without one, events are in the feeds alone.
    event_bus: str = ""
    # Asked for the records of domain proofs, in this order; without any, no proof is ever found.
    dns_resolvers: tuple[tuple[str, int], ...] = ()
    vendor: Vendor = NO_VENDOR
    # Calls of one network within a minute, for each container. In one process everything comes from one address.
    calls_per_caller: int = 100_000
    # Whether every webhook is on this machine, where nobody has a certificate.
    webhooks_on_this_machine: bool = False
    # Whether the scheduled job asks the provider each minute whether people could sign in.
    sign_in_check: bool = False
    log_level: str = "INFO"
    # Where standard output is no log of Lambda's, nobody would make numbers of these lines.
    metrics_disabled: bool = False

    @property
    def brand(self) -> Brand:
        """Who runs the service, as pages and mails say it."""
        return Brand(self.brand_name, self.support_address, Urls(self.public_url), self.vendor)

    @property
    def oidc_client_secret(self) -> str:
        """The client's secret; empty for a public client, which PKCE alone protects."""
        return self.read_client_secret()

    @property
    def issuers(self) -> Issuers:
        """Where people sign in, and whose persons they may claim."""
        return Issuers(self.oidc_issuer, self.oidc_former_issuer, self.oidc_former_issuer_until)


class _Reader:
    """Reads variables one by one and remembers what each means, or what is wrong with it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.known: dict[str, object] = {}
        self.faults: list[str] = []

    def read(self, name: str, parse: Callable[[str], T], default: str | None = None) -> T | None:
        text = self._environment.get(name, "").strip() or default
        if text is None:
            self.faults.append(f"{name} is missing: set it in .chalice/config.json or the environment")
            return None
        return self._parsed(name, parse, text)

    def read_unless_absent(self, name: str, parse: Callable[[str], T], default: str) -> T | None:
        """As `read`, but a blank text is judged like any other instead of standing for the default."""
        return self._parsed(name, parse, self._environment.get(name, default).strip())

    def _parsed(self, name: str, parse: Callable[[str], T], text: str) -> T | None:
        try:
            value = parse(text)
        except ValueError as fault:
            self.faults.append(f"{name} is not usable: {fault}")
            return None
        self.known[name] = value
        return value


def read_settings(environment: Mapping[str, str], resolved: Callable[[], Mapping[str, str]] | None = None) -> Settings:
    """The settings. Raises `SettingsError` with every fault and what to do about it.

    With `resolved`, keys and the client's secret are read from what it returns, when one is first needed; then they
    may raise that error.
    """
    reader = _Reader(environment)
    policy = _policy(reader)
    values = {
        "stage": reader.read("STAGE", str),
        "region": reader.read("AWS_DEFAULT_REGION", str, environment.get("AWS_REGION")),
        "public_url": reader.read("PUBLIC_URL", parsing.base_url),
        "table_name": reader.read("TABLE_NAME", str),
        "mail_queue": reader.read("MAIL_QUEUE", str),
        "webhook_queue": reader.read("WEBHOOK_QUEUE", str),
        "mail_sender": reader.read("MAIL_SENDER", parsing.sender),
        "brand_name": reader.read("BRAND_NAME", str, "Smart Accounts"),
        "support_address": reader.read("SUPPORT_ADDRESS", parsing.mail_address),
        "vendor": _vendor(reader),
        "reviewer_addresses": reader.read("REVIEWER_ADDRESSES", parsing.mail_addresses),
        **_sign_in(reader),
        "example_domains": reader.read("EXAMPLE_DOMAINS", parsing.truth, "false"),
        "shared_hosts": reader.read("SHARED_HOSTS", parsing.host_names, ""),
        "cors_origins": reader.read("CORS_ORIGINS", origins, ""),
        "policy": policy,
        **(_secrets_later(resolved) if resolved else _secrets(reader)),
        **_running(reader),
    }
    _check(reader, excess(policy) if policy else ())
    return Settings(**values)  # type: ignore[arg-type]  # every None above left a fault


def _check(reader: _Reader, further: Iterable[str] = ()) -> None:
    faults = [*reader.faults, *contradictions(reader.known), *further]
    if faults:
        raise SettingsError("\n".join(["The settings are not usable:", *faults]))


def _secrets(reader: _Reader) -> Mapping[str, object]:
    secret = reader.read("OIDC_CLIENT_SECRET", parsing.client_secret, "")
    return {
        "link_keys": reader.read("LINK_KEYS", parsing.keys),
        "audit_keys": reader.read("AUDIT_KEYS", parsing.keys),
        "read_client_secret": lambda: secret,
    }


def _secrets_later(resolved: Callable[[], Mapping[str, str]]) -> Mapping[str, object]:
    @cache
    def read() -> Mapping[str, Any]:
        reader = _Reader(resolved())
        secrets = _secrets(reader)
        _check(reader)
        return secrets

    return {
        "link_keys": KeysReadLater(lambda: read()["link_keys"]),
        "audit_keys": KeysReadLater(lambda: read()["audit_keys"]),
        "read_client_secret": lambda: str(read()["read_client_secret"]()),
    }


def _vendor(reader: _Reader) -> Vendor:
    """Who runs the service; a value that is not usable leaves a fault and a blank."""
    return Vendor(
        logo=reader.read("BRAND_LOGO", vendor.logo, "") or "",
        colour=reader.read("BRAND_COLOUR", vendor.colour, "") or "",
        legal_name=reader.read("LEGAL_NAME", vendor.line, "") or "",
        legal_address=reader.read("LEGAL_ADDRESS", vendor.line, "") or "",
        privacy_url=reader.read("PRIVACY_URL", partial(parsing.page_address, page="the privacy page"), "") or "",
        terms_url=reader.read("TERMS_URL", partial(parsing.page_address, page="the page of the terms"), "") or "",
    )


def _sign_in(reader: _Reader) -> Mapping[str, object]:
    """Where people sign in, and who is a reviewer by what is said of them there."""
    return {
        "oidc_issuer": reader.read("OIDC_ISSUER", parsing.web_address),
        "oidc_former_issuer": reader.read("OIDC_FORMER_ISSUER", parsing.former_issuer, ""),
        "oidc_former_issuer_until": reader.read("OIDC_FORMER_ISSUER_UNTIL", parsing.end_of_day, ""),
        "oidc_client_id": reader.read("OIDC_CLIENT_ID", str),
        "oidc_logout_url": reader.read("OIDC_LOGOUT_URL", parsing.logout_url, ""),
        "oidc_groups_claim": reader.read("OIDC_GROUPS_CLAIM", str, "cognito:groups"),
        "oidc_groups_format": reader.read("OIDC_GROUPS_FORMAT", parsing.groups_format, ""),
        "oidc_scopes": reader.read("OIDC_SCOPES", parsing.scopes, "openid email profile"),
        "oidc_vouched_domains": reader.read("OIDC_VOUCHED_DOMAINS", parsing.vouched_domains, ""),
        "api_audience": reader.read("API_AUDIENCE", str, ""),
        "api_token_profile": reader.read("API_TOKEN_PROFILE", parsing.token_profile, TokenProfile.RFC_9068),
        "reviewers_group": reader.read_unless_absent("REVIEWERS_GROUP", parsing.group_name, REVIEWERS),
    }


def _running(reader: _Reader) -> Mapping[str, object]:
    """What an operator may turn without changing what the product does."""
    return {
        "mails_per_second": reader.read("MAILS_PER_SECOND", parsing.number, "14"),
        "mail_configuration_set": reader.read("MAIL_CONFIGURATION_SET", str, ""),
        "event_bus": reader.read("EVENT_BUS", str, ""),
        "calls_per_caller": reader.read("CALLS_PER_CALLER", parsing.number, "300"),
        "sign_in_check": reader.read("SIGN_IN_CHECK", parsing.truth, "true"),
        "dns_resolvers": reader.read("DNS_RESOLVERS", resolvers, "1.1.1.1,8.8.8.8"),
        "webhooks_on_this_machine": reader.read("WEBHOOKS_ON_THIS_MACHINE", parsing.truth, "false"),
        "log_level": reader.read("LOG_LEVEL", parsing.level, "INFO"),
        "metrics_disabled": reader.read("METRICS_DISABLED", parsing.truth, "false"),
    }


def _policy(reader: _Reader) -> Policy | None:
    default = Policy()
    values = {
        field: reader.read(setting.name, setting.parse, setting.shown(getattr(default, field)))
        for field, setting in POLICY_SETTINGS.items()
    }
    return None if None in values.values() else Policy(**values)  # type: ignore[arg-type]
