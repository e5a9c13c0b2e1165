"""The environment of the local run: all that the app reads, in one place. Knows no server."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass

REGION = "us-east-1"
PREFIX = "smart-account-requests-local"
MAIL_QUEUE = f"{PREFIX}-mail"
MAIL_DEAD_LETTERS = f"{PREFIX}-mail-dead"
MAIL_EVENTS_TOPIC = f"{PREFIX}-mail-events"
SENDER_ADDRESS = "no-reply@vendor.example"

SETTINGS = {
    "STAGE": "local",
    "TABLE_NAME": PREFIX,
    "MAIL_QUEUE": MAIL_QUEUE,
    "MAIL_EVENTS_TOPIC": MAIL_EVENTS_TOPIC,
    "MAIL_SENDER": f"Smart Accounts <{SENDER_ADDRESS}>",
    "SUPPORT_ADDRESS": "support@vendor.example",
    "BRAND_NAME": "Smart Accounts",
    "REVIEWER_ADDRESSES": "reviewer@vendor.example",
    "OIDC_CLIENT_ID": "smart-account-requests",
    "OIDC_GROUPS_CLAIM": "groups",
    "DOMAIN_REVIEW": "on_mismatch",
    "EXAMPLE_DOMAINS": "true",
    "MAILS_PER_SECOND": "1000",
    "LOG_LEVEL": "WARNING",
    # Metrics go to standard output on Lambda; here that is somebody's terminal.
    "METRICS_DISABLED": "true",
}

FROM_THE_SHELL = (
    "BRAND_NAME",
    "DOMAIN_REVIEW",
    "LOG_LEVEL",
    "OIDC_GROUPS_FORMAT",
    "REVIEWERS_GROUP",
    "SUPPORT_ADDRESS",
)
LOOPBACK = "127.0.0.1,localhost"
_FOREIGN = "AWS_"


@dataclass(frozen=True)
class Urls:
    """Where each part answers, without a trailing slash."""

    app: str
    sign_in: str
    tools: str
    aws: str
    dynamodb: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def aws_environment(aws: str, dynamodb: str) -> dict[str, str]:
    """What points an AWS SDK at the emulators, and keeps it from anybody's real account."""
    return {
        "AWS_ENDPOINT_URL": aws,
        "AWS_ENDPOINT_URL_DYNAMODB": dynamodb,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def local_environment(
    urls: Urls, keys: Mapping[str, str], overrides: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Everything a process needs to be, or to talk to, this local run; `overrides` win."""
    return (
        SETTINGS
        | {"PUBLIC_URL": urls.app, "OIDC_ISSUER": urls.sign_in}
        | {"NO_PROXY": LOOPBACK, "no_proxy": LOOPBACK}
        | aws_environment(urls.aws, urls.dynamodb)
        | dict(keys)
        | dict(overrides or {})
    )


def path_prefix() -> str:
    """`PATH_PREFIX`, under which the app is to live; usually nothing."""
    given = os.environ.get("PATH_PREFIX", "").strip("/")
    return f"/{given}" if given else ""


def shell_overrides() -> dict[str, str]:
    """The settings a developer may give on the command line; any other comes from here alone."""
    return {name: os.environ[name] for name in FROM_THE_SHELL if os.environ.get(name)}


@contextmanager
def applied(environment: Mapping[str, str]) -> Iterator[None]:
    """`environment` in this process, with every foreign `AWS_` variable away; afterwards all is as before."""
    before = dict(os.environ)
    for name in [name for name in before if name.startswith(_FOREIGN)]:
        del os.environ[name]
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
