"""Environment variables of the local stack."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass

REGION = "us-east-1"
PREFIX = "smart-account-requests-local"
MAIL_QUEUE = f"{PREFIX}-mail"
WEBHOOK_QUEUE = f"{PREFIX}-webhooks"
MAIL_DEAD_LETTERS = f"{PREFIX}-mail-dead"
EVENTS_GIVEN_UP = f"{PREFIX}-events-given-up"
MAIL_EVENTS_TOPIC = f"{PREFIX}-mail-events"
SENDER_ADDRESS = "no-reply@vendor.example"

SETTINGS = {
    "STAGE": "local",
    "TABLE_NAME": PREFIX,
    "MAIL_QUEUE": MAIL_QUEUE,
    "WEBHOOK_QUEUE": WEBHOOK_QUEUE,
    "WEBHOOKS_ON_THIS_MACHINE": "true",
    "MAIL_EVENTS_TOPIC": MAIL_EVENTS_TOPIC,
    "MAIL_CONFIGURATION_SET": PREFIX,
    "MAIL_SENDER": f"Smart Accounts <{SENDER_ADDRESS}>",
    "SUPPORT_ADDRESS": "support@vendor.example",
    "BRAND_NAME": "Smart Accounts",
    "REVIEWER_ADDRESSES": "reviewer@vendor.example",
    "OIDC_CLIENT_ID": "smart-account-requests",
    "OIDC_GROUPS_CLAIM": "groups",
    "API_AUDIENCE": "smart-account-requests-api",
    "API_TOKEN_PROFILE": "rfc9068",
    "DOMAIN_REVIEW": "on_mismatch",
    "EXAMPLE_DOMAINS": "true",
    "MAILS_PER_SECOND": "1000",
    # Everything here calls from one address.
    "CALLS_PER_CALLER": "100000",
    "SIGN_IN_CHECK": "false",
    "LOG_LEVEL": "WARNING",
    # Metrics go to standard output, which is a terminal here.
    "METRICS_DISABLED": "true",
}

# The settings that name what the local run makes itself.
MADE_HERE = (
    "API_AUDIENCE",
    "API_TOKEN_PROFILE",
    "DNS_RESOLVERS",
    "EVENT_BUS",
    "MAIL_CONFIGURATION_SET",
    "MAIL_EVENTS_TOPIC",
    "MAIL_QUEUE",
    "OIDC_CLIENT_ID",
    "OIDC_ISSUER",
    "PUBLIC_URL",
    "STAGE",
    "TABLE_NAME",
    "WEBHOOKS_ON_THIS_MACHINE",
    "WEBHOOK_QUEUE",
)
# All the others.
FROM_THE_SHELL = (
    "ACCESS_DAYS",
    "ACCESS_ESCALATION_DAYS",
    "ACCESS_REMINDER_DAYS",
    "ADDRESS_RETENTION_DAYS",
    "AUDIT_KEYS",
    "BRAND_COLOUR",
    "BRAND_LOGO",
    "BRAND_NAME",
    "CALLS_PER_CALLER",
    "CORS_ORIGINS",
    "CUSTOMER_ADDRESSES",
    "DOMAIN_REVIEW",
    "EXAMPLE_DOMAINS",
    "FORWARD_HOPS",
    "LEGAL_ADDRESS",
    "LEGAL_NAME",
    "LINK_DAYS",
    "LINK_KEYS",
    "LOG_LEVEL",
    "MAILS_PER_ORGANISATION",
    "MAILS_PER_RECIPIENT",
    "MAILS_PER_REQUESTER",
    "MAILS_PER_REVIEWER",
    "MAILS_PER_SECOND",
    "MAILS_PER_TEAM",
    "MAIL_SENDER",
    "MAIL_WINDOW_HOURS",
    "METRICS_DISABLED",
    "NOMINATIONS_PER_REQUEST",
    "OIDC_CLIENT_SECRET",
    "OIDC_FORMER_ISSUER",
    "OIDC_FORMER_ISSUER_UNTIL",
    "OIDC_GROUPS_CLAIM",
    "OIDC_GROUPS_FORMAT",
    "OIDC_LOGOUT_URL",
    "OIDC_SCOPES",
    "OIDC_VOUCHED_DOMAINS",
    "OPEN_REQUESTS_PER_REQUESTER",
    "OUTCOMES_PER_RECIPIENT",
    "PRIVACY_URL",
    "REMINDER_DAYS",
    "REQUEST_DAYS",
    "RESENDS_PER_NOMINATION",
    "RESEND_PAUSE_MINUTES",
    "REVIEWERS_GROUP",
    "REVIEWER_ADDRESSES",
    "REVIEW_DAYS",
    "REVIEW_REMINDER_DAYS",
    "SHARED_HOSTS",
    "SIGN_IN_CHECK",
    "SUPPORT_ADDRESS",
    "TERMS_URL",
)
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
# Of every client of the sign-in provider, which no other machine reaches.
LOCAL_SECRET = "local-secret"  # noqa: S105
LOOPBACK = "127.0.0.1,localhost"
_FOREIGN = "AWS_"


@dataclass(frozen=True)
class Urls:
    """Base URL of each part, without a trailing slash."""

    app: str
    sign_in: str
    tools: str
    aws: str
    dynamodb: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def aws_environment(aws: str, dynamodb: str) -> dict[str, str]:
    """Return variables that point AWS SDKs at the emulators and away from real accounts."""
    return {
        "AWS_ENDPOINT_URL": aws,
        "AWS_ENDPOINT_URL_DYNAMODB": dynamodb,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        **CREDENTIALS,
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def local_environment(
    urls: Urls, keys: Mapping[str, str], overrides: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the environment of the app and of processes that use this stack; `overrides` take precedence."""
    return (
        SETTINGS
        | {"PUBLIC_URL": urls.app, "OIDC_ISSUER": urls.sign_in}
        | {"NO_PROXY": LOOPBACK, "no_proxy": LOOPBACK}
        | aws_environment(urls.aws, urls.dynamodb)
        | dict(keys)
        | dict(overrides or {})
    )


def path_prefix() -> str:
    """Read `PATH_PREFIX`, the path under which the app is served; usually empty."""
    prefix = os.environ.get("PATH_PREFIX", "").strip("/")
    return f"/{prefix}" if prefix else ""


def shell_overrides() -> dict[str, str]:
    """Read the settings that the shell has; those that name what the local run makes are left."""
    return {name: os.environ[name] for name in FROM_THE_SHELL if os.environ.get(name)}


def told_settings() -> str:
    """Say which settings of the shell were taken and which were left, by name: some are secrets."""
    taken, left = ", ".join(shell_overrides()), ", ".join(name for name in MADE_HERE if os.environ.get(name))
    told = [f"Settings from the shell: {taken or 'none'}"]
    return "\n".join([*told, *([f"Not from the shell, because the local run makes its own: {left}"] if left else [])])


@contextmanager
def applied(environment: Mapping[str, str]) -> Iterator[None]:
    """Apply `environment` to this process within the block, without any other `AWS_` variables."""
    before = dict(os.environ)
    for name in [name for name in before if name.startswith(_FOREIGN)]:
        del os.environ[name]
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
