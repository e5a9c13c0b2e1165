"""Receivers verify with the reference library; nobody gets from one secret to another."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from chalicelib.adapters.webhooks.signing import KeyedSigner
from chalicelib.domain.webhooks.webhook import SecretVersion

KEYS = {"k1": "an-audit-key-0123456789-0123456789", "k2": "the-newest-audit-key-0123456789-01"}
SIGNER = KeyedSigner(KEYS)
FIRST, SECOND = SecretVersion("k1", 1), SecretVersion("k2", 2)
BODY = '{"type": "submitted", "text": "é"}'
NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


def test_each_valid_secret_verifies_and_no_other() -> None:
    # The library compares with the machine's clock, minutes after this module was imported.
    headers = dict(SIGNER.headers("w1", [SECOND, FIRST], "evt_r1_1", datetime.now(UTC), BODY))
    for version in (FIRST, SECOND):
        assert Verifier(SIGNER.secret("w1", version)).verify(BODY, headers)["text"] == "é"
    for webhook_id, version in (("w2", FIRST), ("w1", SecretVersion("k1", 2)), ("w1", SecretVersion("k2", 1))):
        with pytest.raises(WebhookVerificationError):
            Verifier(SIGNER.secret(webhook_id, version)).verify(BODY, headers)


def test_time_of_another_zone_is_the_same_moment() -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5)))
    assert SIGNER.headers("w1", [FIRST], "evt_r1_1", elsewhere, BODY) == SIGNER.headers(
        "w1", [FIRST], "evt_r1_1", NOW, BODY
    )


def test_secret_is_the_same_after_a_new_key_was_added() -> None:
    assert KeyedSigner({"k1": KEYS["k1"]}).secret("w1", FIRST) == SIGNER.secret("w1", FIRST)
    assert SIGNER.current_key == "k2"


def test_secret_is_as_standard_webhooks_wants_it() -> None:
    secret = SIGNER.secret("w1", FIRST)
    assert secret.startswith("whsec_")
    assert len(secret) == len("whsec_") + 44
