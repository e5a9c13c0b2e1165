"""Limit approval mails in a rolling window, per recipient, organisation, team and requester; and open requests."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum

from chalicelib.domain.errors import Facts, LimitName, Problem, Refused
from chalicelib.domain.events import EventKind
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.mails import COUNTED, MailDraft
from chalicelib.domain.policy import Policy
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.value_classes import value_class

RECIPIENT = "recipient#"


class Cause(Enum):
    """Who causes mails, for the limit of an organisation: what a reviewer accepts is not counted there."""

    # The addresses of a form count as one mail; what the customer's people forward or renew is counted apart.
    FORM = "form"
    TEAM = "team"
    CUSTOMER = "customer"
    REVIEWER = "reviewer"


@value_class
class Limit:
    """A limit by its name, and how much it allows within the window."""

    name: LimitName
    most: int


# Of so many open requests a recipient's row knows the newest.
MOST_ASKED = 100


@value_class
class Asked:
    """A request that somebody was asked about, to be found by its reference until it ends."""

    reference: str
    request_id: str
    ends_at: datetime


@value_class
class Sender:
    """Who causes a mail to an organisation: a person, and the account of the team for which they do."""

    team_account_id: str = ""
    person_id: str = ""

    def shares_with(self, other: "Sender") -> bool:
        """Whether both use the same share: that of a team, or that of one person who is in several."""
        is_same_team = bool(self.team_account_id) and self.team_account_id == other.team_account_id
        return is_same_team or (bool(self.person_id) and self.person_id == other.person_id)


NOBODY = Sender()


@value_class
class RateWindow:
    """The times at which the counted mails of one key were sent within the window, oldest first.

    A recipient's also knows the open requests that they were asked about: it is written with each of those mails.
    `senders` are those of the newest times, in their order; earlier releases kept none.
    """

    key: str
    times: tuple[datetime, ...] = ()
    version: int = 0
    asked: tuple[Asked, ...] = ()
    senders: tuple[Sender, ...] = ()

    @property
    def by_sender(self) -> Sequence[tuple[datetime, Sender]]:
        """Each time with its sender, which is nobody where it is not known."""
        unknown = (NOBODY,) * (len(self.times) - len(self.senders))
        return list(zip(self.times, (*unknown, *self.senders), strict=False))

    def share_of(self, sender: Sender) -> Sequence[datetime]:
        """Return the times of the mails of a sender's team, and of the same person in whatever team."""
        return [time for time, other in self.by_sender if sender.shares_with(other)]

    def with_added(self, now: datetime, add: int, sender: Sender) -> "RateWindow":
        """Return the window with so many mails more; what somebody does at once takes one of their share."""
        senders = (*(other for _, other in self.by_sender), sender, *[NOBODY] * (add - 1))
        return replace(self, times=(*self.times, *[now] * add), senders=senders)

    def request_id(self, reference: str) -> str | None:
        """Return the request of a reference, if this recipient was asked about it."""
        return next((one.request_id for one in self.asked if one.reference == reference), None)


@value_class
class OpenRequests:
    """The open requests of one requester, or of an account's programs, with their ends; ended ones do not count."""

    person_id: str
    ends: Mapping[str, datetime]
    version: int = 0

    def open_at(self, now: datetime) -> Sequence[datetime]:
        """Return when those end that are open at this time, the first one first."""
        return sorted(end for end in self.ends.values() if end > now)


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


def customer_counter(registrable_domain: str) -> str:
    """Return the key under which the mails are counted that people of an organisation cause themselves."""
    return f"customer#{registrable_domain}"


def recipient_counter(address: MailAddress) -> str:
    """Return the key under which the mails to an address are counted."""
    return f"{RECIPIENT}{address.folded}"


def cause_of(event: EventKind) -> Cause:
    """Return who causes the mails of a transition with this event."""
    match event:
        case EventKind.SUBMITTED:
            return Cause.FORM
        case EventKind.FORWARDED | EventKind.RENEWED:
            return Cause.CUSTOMER
        case EventKind.ACCEPTED:
            return Cause.REVIEWER
        case _:
            return Cause.TEAM


def counted_keys(
    request: AccountRequest, mails: Sequence[MailDraft], policy: Policy, cause: Cause = Cause.TEAM
) -> dict[str, int]:
    """Return how much is added to each rate window, by key. Reminders and mails about outcomes add nothing."""
    adds: dict[str, int] = {}
    for mail in (one for one in mails if one.kind in COUNTED):
        for key in _limits(request, mail.to, policy, cause):
            adds[key] = adds.get(key, 0) + 1
    organisation = organisation_counter(request.registrable_domain)
    return {**adds, organisation: 1} if cause is Cause.FORM and organisation in adds else adds


def counted(
    request: AccountRequest,
    mails: Sequence[MailDraft],
    rate_windows: Mapping[str, RateWindow],
    policy: Policy,
    now: datetime,
    cause: Cause = Cause.TEAM,
) -> tuple[RateWindow, ...]:
    """Return the rate windows with these mails added. Raises `mail-limit` with the limit that lasts longest."""
    limits = {key: limit for mail in mails for key, limit in _limits(request, mail.to, policy, cause).items()}
    results, waits = [], list[tuple[timedelta, Limit]]()
    for key, add in counted_keys(request, mails, policy, cause).items():
        rate_window, limit = within(rate_windows.get(key, RateWindow(key)), policy.mail_window, now), limits[key]
        waits += _waits(rate_window.times, add, limit, policy, now)
        sender = _sender_of(request) if limit.name is LimitName.MAILS_PER_ORGANISATION else NOBODY
        if sender is not NOBODY:
            share = Limit(LimitName.MAILS_PER_TEAM, policy.mails_per_team)
            waits += _waits(rate_window.share_of(sender), 1, share, policy, now)
        noted = asked_about(rate_window, request, now) if key.startswith(RECIPIENT) else rate_window
        results.append(noted.with_added(now, add, sender))
    if waits:
        wait, limit = max(waits, key=lambda one: one[0])
        facts: Facts = {"limit_name": limit.name, "limit": limit.most}
        raise Refused(Problem.MAIL_LIMIT, retry_after=wait, facts=facts)
    return tuple(results)


def _waits(
    times: Sequence[datetime], add: int, limit: Limit, policy: Policy, now: datetime
) -> Iterator[tuple[timedelta, Limit]]:
    """Yield how long these have to wait, if they have to."""
    over = len(times) + add - limit.most
    if over > 0:
        # A single action that adds more mails than the limit never fits; it has to wait for the whole window.
        oldest = sorted(times)[over - 1] if over <= len(times) else now
        yield oldest + policy.mail_window - now, limit


def counted_offer(rate_window: RateWindow, policy: Policy, now: datetime) -> RateWindow:
    """Return the giver's rate window with the mail of an offer added. Raises `mail-limit`."""
    recent = within(rate_window, policy.mail_window, now)
    if (over := len(recent.times) + 1 - policy.mails_per_requester) > 0:
        facts: Facts = {"limit_name": LimitName.MAILS_PER_REQUESTER, "limit": policy.mails_per_requester}
        first = sorted(recent.times)[over - 1]
        raise Refused(Problem.MAIL_LIMIT, retry_after=first + policy.mail_window - now, facts=facts)
    return recent.with_added(now, 1, NOBODY)


def refuse_too_many_open(open_requests: OpenRequests, policy: Policy, now: datetime, name: LimitName) -> None:
    """Raise `too-many-open-requests` with how many there are, and when enough of them will have ended by themselves."""
    ends = open_requests.open_at(now)
    over = len(ends) - policy.open_requests
    if over >= 0:
        facts: Facts = {"open_requests": len(ends), "limit": policy.open_requests, "free_at": ends[over].isoformat()}
        raise Refused(Problem.TOO_MANY_OPEN_REQUESTS, facts={"limit_name": name, **facts})


def _limits(request: AccountRequest, recipient: str, policy: Policy, cause: Cause) -> dict[str, Limit]:
    of_requester = Limit(LimitName.MAILS_PER_REQUESTER, policy.mails_per_requester)
    limits = {requester_counter(request.requester.limited_id): of_requester}
    if cause is Cause.CUSTOMER:
        own = Limit(LimitName.MAILS_OF_CUSTOMER, policy.mails_per_organisation)
        limits[customer_counter(request.registrable_domain)] = own
    elif cause is not Cause.REVIEWER:
        shared = Limit(LimitName.MAILS_PER_ORGANISATION, policy.mails_per_organisation)
        limits[organisation_counter(request.registrable_domain)] = shared
    if recipient:
        person = Limit(LimitName.MAILS_PER_RECIPIENT, policy.mails_per_recipient)
        limits[recipient_counter(MailAddress.parse(recipient))] = person
    return limits


def _sender_of(request: AccountRequest) -> Sender:
    return Sender(request.team_account_id or "", request.requester.person_id)


def within(rate_window: RateWindow, window: timedelta, now: datetime) -> RateWindow:
    """Return the rate window without what lies further back than the window is long."""
    left = [(time, sender) for time, sender in rate_window.by_sender if time > now - window]
    return replace(rate_window, times=tuple(time for time, _ in left), senders=tuple(sender for _, sender in left))
