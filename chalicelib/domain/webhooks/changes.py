"""What an account's administrators do with its webhooks."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.errors import Facts, FieldCode, LimitName, Problem, Refused
from chalicelib.domain.events import EventKind
from chalicelib.domain.validation import FieldChecks
from chalicelib.domain.value_classes import value_class
from chalicelib.domain.webhooks.attempts import Trouble
from chalicelib.domain.webhooks.webhook import MOST_WEBHOOKS, SecretVersion, Webhook

# The kinds that no team is told of.
_NO_TEAMS = frozenset({EventKind.TRAILS_SEALED, EventKind.IDENTITY_MOVED})
TEAM_KINDS = tuple(kind for kind in EventKind if kind not in _NO_TEAMS)
URL, KINDS = "/url", "/kinds"


@value_class
class WebhookForm:
    """What is asked for; None leaves it as it is."""

    url: str | None = None
    kinds: Sequence[str] | None = None
    is_active: bool | None = None

    def refuse_unless_valid(self, refusal: Callable[[str], Trouble | None]) -> None:
        """Raise `validation-failed` for unknown kinds, and for a URL that nothing would be sent to."""
        checks = FieldChecks()
        trouble = None if self.url is None else refusal(self.url)
        if trouble is Trouble.URL_NOT_ALLOWED:
            checks.fault(URL, FieldCode.URL_NOT_ALLOWED)
        elif trouble:
            checks.fault(URL, FieldCode.HOST_NOT_ALLOWED)
        for place, kind in enumerate(self.kinds or ()):
            if kind not in {one.value for one in TEAM_KINDS}:
                checks.fault(f"{KINDS}/{place}", FieldCode.NOT_ONE_OF)
        checks.done()


def new_webhook(
    form: WebhookForm,
    account_id: str,
    present: Sequence[Webhook],
    webhook_id: str,
    secret: SecretVersion,
    now: datetime,
) -> Webhook:
    """Return a new webhook. Raises `too-many-webhooks`."""
    if len(present) >= MOST_WEBHOOKS:
        facts: Facts = {"limit_name": LimitName.WEBHOOKS_PER_ACCOUNT, "limit": MOST_WEBHOOKS}
        raise Refused(Problem.TOO_MANY_WEBHOOKS, facts=facts)
    return Webhook(webhook_id, account_id, form.url or "", now, secret, _kinds(form.kinds or ()))


def changed_webhook(webhook: Webhook, form: WebhookForm, now: datetime) -> Webhook:
    """Return the webhook with what is asked for."""
    after = webhook if form.url is None else webhook.at_url(form.url)
    after = after if form.kinds is None else replace(after, kinds=_kinds(form.kinds))
    if form.is_active is None or form.is_active is webhook.is_active:
        return after
    return after.enabled() if form.is_active else after.disabled(now)


def refuse_unless_active(webhook: Webhook) -> None:
    """Raise `action-not-allowed` if nothing is sent to the webhook."""
    if not webhook.is_active:
        raise Refused(Problem.ACTION_NOT_ALLOWED, facts={"webhook_status": webhook.status.value})


def _kinds(kinds: Sequence[str]) -> tuple[EventKind, ...]:
    return tuple(dict.fromkeys(map(EventKind, kinds)))
