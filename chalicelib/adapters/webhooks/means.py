"""The means of sending to webhooks, by the settings."""

from collections.abc import Mapping

from chalicelib.adapters.webhooks.sender import HttpSender
from chalicelib.adapters.webhooks.signing import KeyedSigner
from chalicelib.domain.webhooks.targets import TargetRule
from chalicelib.services.unit_of_work.webhooks.ports import WebhookMeans


def webhook_means(keys: Mapping[str, str], *, on_this_machine: bool) -> WebhookMeans:
    """Return sender and signer; `keys` are those of the audit trail."""
    return WebhookMeans(HttpSender(TargetRule(on_this_machine)), KeyedSigner(keys))
