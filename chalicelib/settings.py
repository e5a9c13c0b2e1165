"""Every setting, read from the environment once; nobody else reads it. All faults are named at once."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from chalicelib.domain.policy import Policy, ReviewGate

T = TypeVar("T")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class SettingsError(Exception):
    """The environment does not describe a system that may start; the message lists every fault."""


@dataclass(frozen=True)
class Settings:
    """One deployed stage, or the local run. Secrets stay out of `repr`."""

    stage: str
    region: str
    public_url: str
    table_name: str
    mail_queue: str
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
    # Empty for a public client, which PKCE alone protects.
    oidc_client_secret: str = field(default="", repr=False)
    # SES's own names and numbers; without a configuration set it reports nothing.
    mails_per_second: int = 14
    mail_configuration_set: str = ""
    log_level: str = "INFO"
    # Where standard output is no log of Lambda's, nobody would make numbers of these lines.
    metrics_disabled: bool = False


class _Reader:
    """Reads variables one by one and remembers what is wrong with each."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.faults: list[str] = []

    def read(self, name: str, parse: Callable[[str], T], default: str | None = None) -> T | None:
        text = self._environment.get(name, "").strip() or default
        if text is None:
            self.faults.append(f"{name} is missing: set it in .chalice/config.json or the environment")
            return None
        try:
            return parse(text)
        except ValueError as fault:
            self.faults.append(f"{name} is not usable: {fault}")
            return None


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings. Raises `SettingsError` with every fault and what to do about it."""
    reader = _Reader(environment)
    values = {
        "stage": reader.read("STAGE", str),
        "region": reader.read("AWS_DEFAULT_REGION", str, environment.get("AWS_REGION")),
        "public_url": reader.read("PUBLIC_URL", _url),
        "table_name": reader.read("TABLE_NAME", str),
        "mail_queue": reader.read("MAIL_QUEUE", str),
        "mail_sender": reader.read("MAIL_SENDER", str),
        "brand_name": reader.read("BRAND_NAME", str, "Smart Accounts"),
        "support_address": reader.read("SUPPORT_ADDRESS", str),
        "reviewer_addresses": reader.read("REVIEWER_ADDRESSES", _names),
        "oidc_issuer": reader.read("OIDC_ISSUER", _address),
        "oidc_client_id": reader.read("OIDC_CLIENT_ID", str),
        "oidc_groups_claim": reader.read("OIDC_GROUPS_CLAIM", str, "cognito:groups"),
        "example_domains": reader.read("EXAMPLE_DOMAINS", _truth, "false"),
        "policy": _policy(reader),
        "link_keys": reader.read("LINK_KEYS", _keys),
        "audit_keys": reader.read("AUDIT_KEYS", _keys),
        "oidc_client_secret": reader.read("OIDC_CLIENT_SECRET", _secret, ""),
        **_running(reader),
    }
    if reader.faults:
        raise SettingsError("\n".join(["The settings are not usable:", *reader.faults]))
    return Settings(**values)  # type: ignore[arg-type]  # every None above left a fault


def _running(reader: _Reader) -> Mapping[str, object]:
    """What an operator may turn without changing what the product does."""
    return {
        "mails_per_second": reader.read("MAILS_PER_SECOND", _positive, "14"),
        "mail_configuration_set": reader.read("MAIL_CONFIGURATION_SET", str, ""),
        "log_level": reader.read("LOG_LEVEL", _level, "INFO"),
        "metrics_disabled": reader.read("POWERTOOLS_METRICS_DISABLED", _truth, "false"),
    }


def _policy(reader: _Reader) -> Policy | None:
    usual = Policy()

    def days(name: str, default: timedelta) -> timedelta | None:
        return reader.read(name, lambda text: timedelta(days=_positive(text)), str(default.days))

    def count(name: str, default: int) -> int | None:
        return reader.read(name, _positive, str(default))

    values = {
        "review_gate": reader.read("DOMAIN_REVIEW", ReviewGate, usual.review_gate),
        "link_length": days("LINK_DAYS", usual.link_length),
        "request_length": days("REQUEST_DAYS", usual.request_length),
        "review_length": days("REVIEW_DAYS", usual.review_length),
        "reminders_after": reader.read("REMINDER_DAYS", _days, ",".join(map(_shown_days, usual.reminders_after))),
        "open_requests": count("OPEN_REQUESTS_PER_REQUESTER", usual.open_requests),
        "mails_per_recipient": count("MAILS_PER_RECIPIENT", usual.mails_per_recipient),
        "mails_per_organisation": count("MAILS_PER_ORGANISATION", usual.mails_per_organisation),
        "mails_per_requester": count("MAILS_PER_REQUESTER", usual.mails_per_requester),
    }
    return None if None in values.values() else Policy(**values)  # type: ignore[arg-type]


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("give a whole number from 1 on")
    return number


def _days(text: str) -> tuple[timedelta, ...]:
    return tuple(timedelta(days=_positive(day)) for day in sorted(_names(text), key=int))


def _shown_days(length: timedelta) -> str:
    return str(length.days)


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("give true or false")
    return text == "true"


def _level(text: str) -> str:
    if text not in LOG_LEVELS:
        raise ValueError(f"give one of {', '.join(LOG_LEVELS)}")
    return text


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _url(text: str) -> str:
    return _address(text).rstrip("/")


def _address(text: str) -> str:
    """To the letter: an issuer may end in a slash, and its tokens repeat it so."""
    parts = urlsplit(text)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return text
    raise ValueError("give an https address; http is for this machine alone")


def _secret(text: str) -> str:
    if not all("!" <= character <= "~" for character in text):
        raise ValueError("give the client's secret as the sign-in provider shows it, or leave it out")
    return text


def _listed_keys(text: str) -> dict[str, str]:
    if not text.startswith("{"):
        return dict(part.strip().split(":", 1) for part in text.split(",") if ":" in part)
    keys = json.loads(text)
    if not isinstance(keys, dict):
        raise ValueError("give a JSON object of id and secret")  # noqa: TRY004 - a reader's fault, as any other
    return {str(name): str(secret) for name, secret in keys.items()}


def _keys(text: str) -> Mapping[str, str]:
    """`id:secret[,id:secret]`, or the same as a JSON object; the newest last, each of at least 32 characters."""
    keys = _listed_keys(text)
    if not keys or any(len(secret) < 32 or not name for name, secret in keys.items()):  # noqa: PLR2004
        raise ValueError("give id:secret, or several with commas, each secret of 32 characters or more")
    return keys
