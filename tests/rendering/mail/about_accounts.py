"""Mails to the administrators of an account about its webhooks and programs."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.errors import Facts
from chalicelib.domain.mails import Audience, MailDraft, MailKind

_FACTS: Mapping[MailKind, Facts] = {
    MailKind.PROGRAM_ENDS_SOON: {"program_label": "Order tool", "ends_at": "2027-03-31T12:00:00+00:00"},
    MailKind.WEBHOOK_STOPPED: {
        "webhook_id": "w1",
        "webhook_host": "hooks.reseller.example",
        "webhook_status": "disabled",
    },
}
TO_ADMINISTRATORS: Sequence[MailDraft] = [
    MailDraft(kind, Audience.ADMINISTRATORS, "en", facts=told) for kind, told in _FACTS.items()
]
