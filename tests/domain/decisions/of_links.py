"""Decisions about links: forwarding, resending, renewing, mailing again, replacing an approver."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.domain.policy import Policy
from chalicelib.domain.requests import nominations
from chalicelib.domain.requests.forwarding import read_forwarding
from chalicelib.domain.requests.link_status import Link
from chalicelib.domain.requests.request import AccountRequest
from tests.domain.decisions.described import Decision, created
from tests.domain.requests.stories import (
    KEY,
    OUTSIDER,
    POLICY,
    RULES,
    START,
    accepted,
    approved,
    expired,
    forwarded,
    in_review,
    link_of,
    nominated,
    pending,
    replacement,
)

DAY, HOUR, MINUTE, INSTANT = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(microseconds=1)


def resent(times: int, at: timedelta = timedelta()) -> AccountRequest:
    """Return a request whose first nomination was mailed so often, the last time then."""
    request = pending()
    return request.with_nomination(replace(nominated(request), resends=times, resent_at=START + at))


def mailed_again(times: int) -> AccountRequest:
    """Return a request of whose first link the mail went out so often within the hour."""
    request = pending()
    return request.with_nomination(replace(nominated(request), mailed_again=(START,) * times))


def hopped(hops: int) -> AccountRequest:
    """Return a request that was forwarded so often."""
    request = pending()
    return request.with_nomination(replace(nominated(request), hops=hops))


TO_REQUESTER, TO_SELF, OUTSIDE = "PAT+a@reseller.example", "IT+a@univ.example", "it@holding.example"
FORWARDED: Mapping[str, Decision[Any]] = {
    "forward": Decision(
        pending,
        lambda one: forwarded(one, "dean@univ.example", now=START + DAY, message="Yours to decide.", language="fr"),
    ),
    "forward to the requester": Decision(pending, lambda one: forwarded(one, TO_REQUESTER)),
    "forward to oneself": Decision(pending, lambda one: forwarded(one, TO_SELF)),
    "forward to who was asked": Decision(pending, lambda one: forwarded(one, "CIO@univ.example")),
    "forward outside the domain": Decision(pending, lambda one: forwarded(one, OUTSIDE)),
    "forward outside the domain, confirmed": Decision(
        pending, lambda one: forwarded(one, OUTSIDE, outside_domain_confirmed=True).mails
    ),
    "forward for the fifth time": Decision(lambda: hopped(4), lambda one: forwarded(one, "dean@univ.example").mails),
    "forward for the sixth time": Decision(lambda: hopped(5), lambda one: forwarded(one, "dean@univ.example")),
    "forward what is closed": Decision(lambda: expired(pending()), lambda one: forwarded(one, "dean@univ.example")),
    "read a forwarding": created(lambda: read_forwarding("Dean@univ.example", " Please. ", "fr", True)),
    "read a faulty forwarding": created(lambda: read_forwarding("dean", "https://x.example", "xx", False)),
}


def resend(request: AccountRequest, which: str | None = None, after: timedelta = HOUR) -> object:
    """Resend one link or all."""
    return nominations.resend(request, which, POLICY, KEY, START + after)


def reassign(request: AccountRequest, email: str, which: str = "1", policy: Policy = POLICY, **more: Any) -> object:
    """Replace a nomination."""
    language = more.pop("language", None)
    return nominations.reassign(request, replacement(email, which, language), RULES, policy, KEY, START + DAY, **more)


def renew(request: AccountRequest, after: timedelta, link: Link | None = None) -> object:
    """Have the first link renewed by its holder."""
    return nominations.renew(request, link or link_of(request), POLICY, KEY, START + after)


LINKS: Mapping[str, Decision[Any]] = {
    "resend all": Decision(pending, resend),
    "resend one": Decision(pending, lambda one: resend(one, "2")),
    "resend an unknown one": Decision(pending, lambda one: resend(one, "9")),
    "resend one that was forwarded": Decision(
        lambda: forwarded(pending(), "dean@univ.example").request, lambda one: resend(one, "1")
    ),
    "resend in review": Decision(in_review, resend),
    "resend just before the pause is over": Decision(
        lambda: resent(1), lambda one: resend(one, "1", 10 * MINUTE - INSTANT)
    ),
    "resend when the pause is over": Decision(lambda: resent(1), lambda one: resend(one, "1", 10 * MINUTE)),
    "resend for the tenth time": Decision(lambda: resent(9), lambda one: resend(one, "1")),
    "resend for the eleventh time": Decision(lambda: resent(10), lambda one: resend(one, "1")),
    "resend all of which one may be": Decision(lambda: resent(1, 59 * MINUTE), resend),
    "renew just before its end": Decision(pending, lambda one: renew(one, 14 * DAY - INSTANT)),
    "renew at its end": Decision(pending, lambda one: renew(one, 14 * DAY)),
    "renew an older link": Decision(pending, lambda one: renew(one, 15 * DAY, replace(link_of(one), generation=0))),
    "renew an unknown link": Decision(pending, lambda one: renew(one, 15 * DAY, Link("request-1", "9", 1))),
    "renew when the request has ended": Decision(pending, lambda one: renew(one, 90 * DAY)),
    "renew for the eleventh time": Decision(lambda: resent(10), lambda one: renew(one, 15 * DAY)),
    "mail again": Decision(pending, lambda one: nominations.mail_again(one, nominated(one), START + HOUR)),
    "mail a forwarded one again": Decision(
        lambda: hopped(1), lambda one: nominations.mail_again(one, nominated(one), START + HOUR)
    ),
    "mail again for the third time": Decision(
        lambda: mailed_again(2), lambda one: nominations.mail_again(one, nominated(one), START + HOUR)
    ),
    "mail again for the fourth time": Decision(
        lambda: mailed_again(3), lambda one: nominations.mail_again(one, nominated(one), START + DAY - INSTANT)
    ),
    "mail again a day later": Decision(
        lambda: mailed_again(3), lambda one: nominations.mail_again(one, nominated(one), START + DAY)
    ),
    "mail again just before its end": Decision(
        pending, lambda one: nominations.mail_again(one, nominated(one), START + 14 * DAY - INSTANT)
    ),
    "mail again at its end": Decision(
        pending, lambda one: nominations.mail_again(one, nominated(one), START + 14 * DAY)
    ),
    "mail again in review": Decision(in_review, lambda one: nominations.mail_again(one, nominated(one), START)),
    "mail again what is closed": Decision(
        lambda: approved(pending()), lambda one: nominations.mail_again(one, nominated(one), START)
    ),
    "look for an older link": Decision(
        pending,
        lambda one: [
            nominations.is_older(one, Link(one.request_id, which, generation))
            for which, generation in (("1", 0), ("1", 1), ("9", 0))
        ],
    ),
    "reassign": Decision(pending, lambda one: reassign(one, "dean@univ.example", language="fr")),
    "reassign in the same language": Decision(
        lambda: pending(customer_language="fr"), lambda one: reassign(one, "a@univ.example")
    ),
    "reassign an unknown one": Decision(pending, lambda one: reassign(one, "dean@univ.example", "9")),
    "reassign one that was forwarded": Decision(
        lambda: forwarded(pending(), "dean@univ.example").request, lambda one: reassign(one, "a@univ.example")
    ),
    "reassign to the requester": Decision(pending, lambda one: reassign(one, TO_REQUESTER)),
    "reassign to a member": Decision(accepted, lambda one: reassign(one, OUTSIDER, members=frozenset({OUTSIDER}))),
    "reassign outside the domain": Decision(pending, lambda one: reassign(one, OUTSIDE)),
    "reassign to who was accepted": Decision(
        lambda: replace(accepted(), nominations=accepted().nominations[:1]), lambda one: reassign(one, OUTSIDER)
    ),
    "reassign to who is asked": Decision(pending, lambda one: reassign(one, "CIO+a@univ.example")),
    "reassign to the same": Decision(pending, lambda one: reassign(one, "it@univ.example")),
    "reassign in review": Decision(in_review, lambda one: reassign(one, "dean@univ.example")),
    "reassign too often": Decision(
        pending, lambda one: reassign(one, "dean@univ.example", policy=replace(POLICY, nominations_per_request=2))
    ),
    "reassign for the last time": Decision(
        pending,
        lambda one: reassign(one, "dean@univ.example", policy=replace(POLICY, nominations_per_request=3)),
    ),
}

OF_LINKS = {**FORWARDED, **LINKS}
