"""The transitions of requests from which mails are drafted, with what people write in them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.domain.accounts.account import AccessRole, Grant, GrantOrigin
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.requests import approval, closing, nominations, reminders, review, team
from chalicelib.domain.requests.request import Transition, Watcher
from tests.domain.requests import stories
from tests.domain.requests.stories import KEY, POLICY, REVIEWER, RULES, START

SUCCESSOR = Grant(
    "role-2",
    "team-1",
    "sam@reseller.example",
    AccessRole.SMART_ACCOUNT_USER,
    GrantOrigin.ADMINISTRATOR,
    START,
    claimed_by="person-2",
)
WATCHER = "watcher@rival.example"
FORWARD_MESSAGE = "Could you decide this?"
DECLINE_REASON = "We were never asked."
REVIEW_REASON = "This customer is unknown to us."
WITHDRAWAL_REASON = "Typed the wrong name."


def of_review(**form: Any) -> tuple[Transition, ...]:
    """Return what becomes of a request in review."""
    outside = {"customer_emails": ("it@univ.example", stories.OUTSIDER)}
    submitted = stories.submission_transition(**form | outside)
    reminded = reminders.remind(submitted.request, frozenset(), POLICY, KEY, START + timedelta(days=2))
    expired = closing.expire(submitted.request, submitted.request.expires_at)
    assert reminded is not None
    assert expired is not None
    return (
        submitted,
        reminded,
        expired,
        review.accept(submitted.request, REVIEWER, POLICY, KEY, START),
        review.decline(submitted.request, REVIEWER, REVIEW_REASON, START),
    )


def of_customer(**form: Any) -> tuple[Transition, ...]:
    """Return what the customer does."""
    request = stories.pending(**form)
    first = stories.nominated(request)
    return (
        stories.forwarded(
            request,
            "head@univ.example",
            message=FORWARD_MESSAGE,
            language="fr",
            outside_domain_confirmed=True,
        ),
        approval.approve(request, first, authority_confirmed=True, now=START),
        approval.decline(request, first, "not_needed", DECLINE_REASON, START),
    )


def of_time(**form: Any) -> tuple[Transition, ...]:
    """Return what becomes of a pending request without the customer."""
    request = stories.pending(**form)
    expired = closing.expire(request, request.expires_at)
    assert expired is not None
    watched = replace(request, watchers=(Watcher("person-9", WATCHER, "en"),))
    ended = closing.withdraw(watched, "", START)
    notified = replace(ended, mails=closing.end_notices(watched, ended.request))
    reminder = reminders.remind(request, frozenset(), POLICY, KEY, START + timedelta(days=3))
    assert reminder is not None
    return (
        reminder,
        notified,
        closing.withdraw(request, WITHDRAWAL_REASON, START),
        nominations.resend(request, "1", POLICY, KEY, START),
        team.hand_over(request, MailAddress.parse(SUCCESSOR.email), SUCCESSOR, RULES, START),
        expired,
    )
