"""Secrets of webhooks, and signatures by Standard Webhooks.

A secret is derived from a key by webhook and generation, so that none is stored. The keys are those of the audit trail,
which are never removed, under a purpose of their own: from a secret nobody gets to its key.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from chalicelib.domain.webhooks.webhook import SecretVersion

PURPOSE = "webhook-secret"
PREFIX = "whsec_"


class KeyedSigner:
    """Implementation of the port `WebhookSigner`."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._keys = keys

    @property
    def current_key(self) -> str:
        """The id of the newest key."""
        return list(self._keys)[-1]

    def secret(self, webhook_id: str, version: SecretVersion) -> str:
        """Return the secret of a webhook as its receiver keeps it."""
        derived_from = hmac.digest(self._keys[version.key_id].encode(), PURPOSE.encode(), hashlib.sha256)
        bound_to = json.dumps([webhook_id, version.generation]).encode()
        return PREFIX + base64.b64encode(hmac.digest(derived_from, bound_to, hashlib.sha256)).decode()

    def headers(
        self, webhook_id: str, versions: Sequence[SecretVersion], event_id: str, at: datetime, body: str
    ) -> Mapping[str, str]:
        """Return the headers of one attempt, signed with each of these secrets."""
        from standardwebhooks import Webhook  # noqa: PLC0415 - the delivery alone signs

        # The library takes any time for one in UTC.
        moment = at.astimezone(UTC)
        secrets = [self.secret(webhook_id, version) for version in versions]
        return {
            "Content-Type": "application/json",
            "webhook-id": event_id,
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": " ".join(Webhook(secret).sign(event_id, moment, body) for secret in secrets),
        }
