"""Limit approval mails in a rolling window, per recipient, organisation and requester; and open requests."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.mails import COUNTED, MailDraft
from chalicelib.domain.policy import Policy
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.value_classes import value_class

RECIPIENT = "recipient#"
# Of so many open requests a recipient's row knows the newest.
MOST_ASKED = 100


@value_class
class Asked:
    """A request that somebody was asked about, to be found by its reference until it ends."""

    reference: str
    request_id: str
    ends_at: datetime


@value_class
class RateWindow:
    """The times at which the counted mails of one key were sent within the window, oldest first.

    A recipient's also knows the open requests that they were asked about: it is written with each of those mails.
    """

    key: str
    times: tuple[datetime, ...] = ()
    version: int = 0
    asked: tuple[Asked, ...] = ()

    def request_id(self, reference: str) -> str | None:
        """Return the request of a reference, if this recipient was asked about it."""
        return next((one.request_id for one in self.asked if one.reference == reference), None)


@value_class
class OpenRequests:
    """The open requests of one requester, and when each of them ends. Those that have ended no longer count."""

    person_id: str
    ends: Mapping[str, datetime]
    version: int = 0


def asked_about(rate_window: RateWindow, request: AccountRequest, now: datetime) -> RateWindow:
    """Return a recipient's rate window that knows their open requests, with this one as the newest."""
    others = [one for one in rate_window.asked if one.ends_at > now and one.request_id != request.request_id]
    asked = (*others, Asked(request.reference, request.request_id, request.expires_at))
    return replace(rate_window, asked=asked[-MOST_ASKED:])


def access_counter(person_id: str) -> str:
    """Return the id under which a person's access requests are counted, separately from requests for accounts."""
    return f"access#{person_id}"


def requester_counter(person_id: str) -> str:
    """Return the key under which the mails that a person causes are counted."""
    return f"requester#{person_id}"


def organisation_counter(registrable_domain: str) -> str:
    """Return the key under which the mails to an organisation are counted."""
    return f"organisation#{registrable_domain}"


def recipient_counter(address: MailAddress) -> str:
    """Return the key under which the mails to an address are counted."""
    return f"{RECIPIENT}{address.folded}"


def counted_keys(request: AccountRequest, mails: Sequence[MailDraft], policy: Policy) -> dict[str, int]:
    """Return how many mails are added to each rate window, by key. Reminders and mails about outcomes add none."""
    adds: dict[str, int] = {}
    for mail in (one for one in mails if one.kind in COUNTED):
        for key in _limits(request, mail.to, policy):
            adds[key] = adds.get(key, 0) + 1
    return adds


def counted(
    request: AccountRequest,
    mails: Sequence[MailDraft],
    rate_windows: Mapping[str, RateWindow],
    policy: Policy,
    now: datetime,
) -> tuple[RateWindow, ...]:
    """Return the rate windows with these mails added. Raises `mail-limit` with the time until all would fit."""
    limits = {key: limit for mail in mails for key, limit in _limits(request, mail.to, policy).items()}
    results, waits = [], []
    for key, add in counted_keys(request, mails, policy).items():
        rate_window = _within(rate_windows.get(key, RateWindow(key)), policy.mail_window, now)
        over = len(rate_window.times) + add - limits[key]
        if over > 0:
            # A single action that adds more mails than the limit never fits; it has to wait for the whole window.
            oldest = sorted(rate_window.times)[over - 1] if over <= len(rate_window.times) else now
            waits.append(oldest + policy.mail_window - now)
        noted = asked_about(rate_window, request, now) if key.startswith(RECIPIENT) else rate_window
        results.append(replace(noted, times=(*rate_window.times, *[now] * add)))
    if waits:
        raise Refused(Problem.MAIL_LIMIT, retry_after=max(waits))
    return tuple(results)


def counted_offer(rate_window: RateWindow, policy: Policy, now: datetime) -> RateWindow:
    """Return the giver's rate window with the mail of an offer added. Raises `mail-limit`."""
    recent = _within(rate_window, policy.mail_window, now)
    over = len(recent.times) + 1 - policy.mails_per_requester
    if over > 0:
        raise Refused(Problem.MAIL_LIMIT, retry_after=sorted(recent.times)[over - 1] + policy.mail_window - now)
    return replace(recent, times=(*recent.times, now))


def refuse_too_many_open(open_requests: OpenRequests, policy: Policy, now: datetime) -> None:
    """Raise `too-many-open-requests`, to be retried when enough of them have ended."""
    ends = sorted(end for end in open_requests.ends.values() if end > now)
    over = len(ends) - policy.open_requests
    if over >= 0:
        raise Refused(Problem.TOO_MANY_OPEN_REQUESTS, retry_after=ends[over] - now)


def _limits(request: AccountRequest, recipient: str, policy: Policy) -> dict[str, int]:
    limits = {
        organisation_counter(request.registrable_domain): policy.mails_per_organisation,
        requester_counter(request.requester.person_id): policy.mails_per_requester,
    }
    if recipient:
        limits[recipient_counter(MailAddress.parse(recipient))] = policy.mails_per_recipient
    return limits


def _within(rate_window: RateWindow, window: timedelta, now: datetime) -> RateWindow:
    return replace(rate_window, times=tuple(time for time in rate_window.times if time > now - window))
