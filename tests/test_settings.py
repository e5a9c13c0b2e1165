"""What the environment may say, what it may not, and that it hears of every fault at once."""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.policy import Policy
from chalicelib.services.unit_of_work.transaction_size import MOST_ACTIONS
from chalicelib.settings import Settings, SettingsError, read_settings
from chalicelib.settings.contradictions import CONTRADICTIONS
from chalicelib.settings.policy import POLICY_SETTINGS, PolicySetting
from infra.local.environment import SETTINGS as LOCAL_SETTINGS
from infra.local.state import PROJECT_ROOT
from tests.settings.together import CONTRADICTORY, SOUND

ENVIRONMENT = {
    "STAGE": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "PUBLIC_URL": "https://accounts.vendor.example/api/",
    "TABLE_NAME": "table",
    "MAIL_QUEUE": "mail",
    "WEBHOOK_QUEUE": "webhooks",
    "MAIL_SENDER": "no-reply@vendor.example",
    "SUPPORT_ADDRESS": "support@vendor.example",
    "REVIEWER_ADDRESSES": "reviewer@vendor.example",
    "OIDC_ISSUER": "https://sign-in.vendor.example",
    "OIDC_CLIENT_ID": "app",
    "LINK_KEYS": f"k1:{'l' * 32}",
    "AUDIT_KEYS": f"k1:{'a' * 32}",
}

MALFORMED = [
    ("MAIL_SENDER", "Smart Accounts"),
    ("MAIL_SENDER", "Smart Accounts <no-reply>"),
    ("SUPPORT_ADDRESS", "support"),
    ("SUPPORT_ADDRESS", "Support <support@vendor.example>"),
    ("REVIEWER_ADDRESSES", "reviewer@vendor.example, everybody"),
    ("REVIEWER_ADDRESSES", ","),
    ("PUBLIC_URL", "https:///accounts"),
    ("EXAMPLE_DOMAINS", "yes"),
    ("METRICS_DISABLED", "1"),
    ("CALLS_PER_CALLER", "0"),
    ("SIGN_IN_CHECK", "no"),
    ("DOMAIN_REVIEW", "sometimes"),
    ("OIDC_SCOPES", "email profile"),
    ("OIDC_SCOPES", "openid,email"),
    ("OIDC_SCOPES", "openid  email"),
    ("OIDC_SCOPES", 'openid "email"'),
    ("OIDC_VOUCHED_DOMAINS", "*"),
    ("OIDC_VOUCHED_DOMAINS", "*.vendor.example"),
    ("OIDC_VOUCHED_DOMAINS", "vendor.example, gmail.com"),
    ("OIDC_VOUCHED_DOMAINS", "com"),
    ("OIDC_VOUCHED_DOMAINS", "@vendor.example"),
    ("OIDC_GROUPS_FORMAT", "json"),
    ("OIDC_GROUPS_FORMAT", "Bracketed"),
    ("API_TOKEN_PROFILE", "JWT"),
    ("OIDC_FORMER_ISSUER", "sign-in.vendor.example"),
    ("OIDC_FORMER_ISSUER", "http://sign-in.vendor.example"),
    ("OIDC_FORMER_ISSUER_UNTIL", "2027-02-29"),
    ("OIDC_FORMER_ISSUER_UNTIL", "20270331"),
    ("OIDC_FORMER_ISSUER_UNTIL", "9999-12-31"),
    ("OIDC_FORMER_ISSUER_UNTIL", "in March"),
    ("REVIEWERS_GROUP", "/"),
    ("REVIEWERS_GROUP", ""),
    ("REVIEWERS_GROUP", " "),
    ("SHARED_HOSTS", "com"),
    ("SHARED_HOSTS", "sites.provider.com, *.provider.com"),
    ("SHARED_HOSTS", "sites..provider.com"),
    ("CORS_ORIGINS", "*"),
    ("DNS_RESOLVERS", "resolver.vendor.example"),
    ("LINK_DAYS", "0"),
    ("REQUEST_DAYS", "ninety"),
    ("REVIEW_DAYS", "9" * 12),
    ("REMINDER_DAYS", "3, 8, 3"),
    ("REVIEW_REMINDER_DAYS", "two"),
    ("ACCESS_DAYS", "0"),
    ("ACCESS_REMINDER_DAYS", "3;10"),
    ("ACCESS_ESCALATION_DAYS", "-1"),
    ("OPEN_REQUESTS_PER_REQUESTER", "-1"),
    ("MAILS_PER_RECIPIENT", "0"),
    ("RESEND_PAUSE_MINUTES", "0"),
    ("RESENDS_PER_NOMINATION", "101"),
    ("FORWARD_HOPS", "0"),
    ("CUSTOMER_ADDRESSES", "0"),
    ("NOMINATIONS_PER_REQUEST", "81"),
    ("MAIL_WINDOW_HOURS", "0.5"),
    ("MAILS_PER_SECOND", "1.5"),
    ("ADDRESS_RETENTION_DAYS", "0"),
    ("ADDRESS_RETENTION_DAYS", "for good"),
    ("LINK_KEYS", f"k1:{'l' * 32},k2"),
    ("LINK_KEYS", f"k1:{'l' * 32},k1:{'m' * 32}"),
    ("LINK_KEYS", f'{{"k1": "{"l" * 32}", "k1": "{"m" * 32}"}}'),
    ("AUDIT_KEYS", f"k1:{'a' * 32},k2:{'a' * 32}"),
    ("AUDIT_KEYS", "k1:short"),
]


def read(**changed: str) -> Settings:
    return read_settings(ENVIRONMENT | changed)


def faults(**changed: str) -> list[str]:
    """What is said against these settings, line by line."""
    with pytest.raises(SettingsError) as raised:
        read(**changed)
    heading, *lines = str(raised.value).splitlines()
    assert heading == "The settings are not usable:"
    return lines


def test_persons_of_the_former_issuer_are_claimed_to_the_end_of_the_day_in_utc() -> None:
    assert (read().oidc_former_issuer, read().oidc_former_issuer_until) == ("", None)
    known = read(OIDC_FORMER_ISSUER="https://former.vendor.example/", OIDC_FORMER_ISSUER_UNTIL="2027-12-31")
    assert known.oidc_former_issuer == "https://former.vendor.example/"
    assert known.oidc_former_issuer_until == datetime(2028, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(("name", "text"), MALFORMED)
def test_what_cannot_be_used_is_refused_with_what_to_give_instead(name: str, text: str) -> None:
    (fault,) = faults(**{name: text})
    assert fault.startswith(f"{name} is not usable: ")
    assert "l" * 32 not in fault
    assert "a" * 32 not in fault


@pytest.mark.parametrize(("changed", "told"), CONTRADICTORY)
def test_settings_that_contradict_each_other_are_refused_with_what_to_do(changed: Mapping[str, str], told: str) -> None:
    (fault,) = faults(**changed)
    assert fault.startswith(f"{told}: ")
    assert len(fault) > len(told) + 20


def test_every_contradiction_is_shown_to_be_refused() -> None:
    assert {told for _, told in CONTRADICTORY} == {str(one).partition(":")[0] for one in CONTRADICTIONS}


@pytest.mark.parametrize("changed", SOUND, ids=str)
def test_what_only_looks_contradictory_is_let_pass(changed: Mapping[str, str]) -> None:
    read(**changed)


def test_what_is_missing_malformed_and_contradictory_is_named_at_once() -> None:
    wrong = {name: text for known, _ in CONTRADICTORY for name, text in known.items()}
    lines = faults(**wrong, TABLE_NAME="", SUPPORT_ADDRESS="support", LOG_LEVEL="loud")
    assert [line.partition(":")[0] for line in lines] == [
        "TABLE_NAME is missing",
        "SUPPORT_ADDRESS is not usable",
        "LOG_LEVEL is not usable",
        # Where the public address is on this machine, webhooks may be too.
        *(str(one).partition(":")[0] for one in CONTRADICTIONS if "WEBHOOKS_ON_THIS_MACHINE" not in one.settings),
    ]


def test_of_what_could_not_be_read_no_contradiction_is_claimed() -> None:
    (fault,) = faults(STAGE="prod", PUBLIC_URL="http://vendor.example")
    assert fault.startswith("PUBLIC_URL is not usable")


def test_a_policy_whose_transactions_would_be_too_large_is_refused_with_what_to_lower() -> None:
    (fault,) = faults(CUSTOMER_ADDRESSES="21", MAILS_PER_ORGANISATION="21")
    assert fault.startswith("CUSTOMER_ADDRESSES is too large: ")
    assert "submit_request would take 102 actions" in fault
    assert fault.endswith(f"at most {MOST_ACTIONS} are allowed: lower CUSTOMER_ADDRESSES")


@pytest.mark.parametrize("setting", POLICY_SETTINGS.values(), ids=lambda setting: setting.name)
def test_every_field_of_the_policy_is_a_setting(setting: PolicySetting) -> None:
    assert POLICY_SETTINGS.keys() == {field.name for field in fields(Policy)}
    values = {"DOMAIN_REVIEW": "never", "REMINDER_DAYS": "2", "REQUEST_DAYS": "91", "ACCESS_DAYS": "61"}
    changed = values.get(setting.name, "19")
    assert read(**{setting.name: changed}).policy != Policy()


def test_days_are_kept_in_their_order() -> None:
    assert read(REMINDER_DAYS="8, 3").policy.reminders_after == (timedelta(days=3), timedelta(days=8))


class Asked(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__(ENVIRONMENT)
        self.names: dict[str, None] = {}

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.names[name] = None
        return super().get(name, default)


def test_the_runbook_lists_every_setting_with_its_default_and_no_other() -> None:
    asked = Asked()
    usual = read_settings(asked)
    section = (PROJECT_ROOT / "docs" / "operations.md").read_text(encoding="utf-8").partition("\n## Settings\n")[2]
    listed = dict(re.findall(r"^\| `([A-Z_]+)` \| (?:`(.+?)`|–) \|", section.partition("\n## ")[0], re.MULTILINE))
    # The region is the machine's; the topic's name is read by the app as Chalice imports it.
    assert set(listed) == {*asked.names, "MAIL_EVENTS_TOPIC"} - {"AWS_DEFAULT_REGION", "AWS_REGION"}
    defaults = {name: text for name, text in listed.items() if text}
    assert defaults.keys().isdisjoint(ENVIRONMENT)
    assert (read(**defaults), set(LOCAL_SETTINGS) - set(listed)) == (usual, set())


def test_the_products_own_address_ends_without_a_slash() -> None:
    assert read().public_url == "https://accounts.vendor.example/api"
