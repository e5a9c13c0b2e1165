"""Decisions about teams, and about limits of mails and of open requests."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.domain.accounts.account import AccessRole, Grant, GrantOrigin
from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.errors import LimitName
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.domain.requests import closing, limits, nominations, team
from chalicelib.domain.requests.limits import OpenRequests, RateWindow
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.transitions import Action
from tests.domain.decisions.described import Decision, created
from tests.domain.requests.stories import (
    KEY,
    POLICY,
    RULES,
    START,
    approved,
    pending,
    submission_transition,
)

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
COLLEAGUE = Person("person-2", MailAddress.parse("sam@reseller.example"), "Sam Seller", "fr", frozenset())


def member(role: AccessRole = AccessRole.SMART_ACCOUNT_USER, **changed: Any) -> Grant:
    """Return a role in the team that Sam has accepted."""
    origin, email = GrantOrigin.ADMINISTRATOR, str(COLLEAGUE.email)
    grant = Grant("role-2", "team-1", email, role, origin, START, claimed_by="person-2", name="Sam Seller")
    return replace(grant, **changed)


def of_team(**changed: Any) -> AccountRequest:
    """Return a pending request that belongs to a team."""
    return replace(pending(), team_account_id="team-1", team_domain="reseller.example", **changed)


def hand_over(request: AccountRequest, grant: Grant | None, email: str = "sam@reseller.example") -> object:
    """Make Sam the requester."""
    return team.hand_over(request, MailAddress.parse(email), grant, RULES, START + DAY)


TEAM: Mapping[str, Decision[Any]] = {
    "hand over": Decision(of_team, lambda one: hand_over(one, member())),
    "hand over to nobody": Decision(of_team, lambda one: hand_over(one, None)),
    "hand over to who has not accepted": Decision(of_team, lambda one: hand_over(one, member(claimed_by=None))),
    "hand over to the requester": Decision(of_team, lambda one: hand_over(one, member(claimed_by="person-1"))),
    "hand over to a colleague of who decides": Decision(
        lambda: replace(of_team(), registrable_domain="other.example"),
        lambda one: hand_over(one, member(), "sam@univ.example"),
    ),
    "hand over what is closed": Decision(lambda: approved(of_team()), lambda one: hand_over(one, member())),
    "act as a member": Decision(
        of_team,
        lambda one: team.acted_by(closing.withdraw(one, "", START), team.member_of(one, COLLEAGUE, [member()])),
    ),
    "act as a viewer": Decision(
        of_team,
        lambda one: team.member_of(one, COLLEAGUE, [member(AccessRole.SMART_ACCOUNT_VIEWER)]).refuse_unless(
            Action.RESEND
        ),
    ),
    "be a member by the strongest role": Decision(
        of_team,
        lambda one: team.member_of(
            one, COLLEAGUE, [member(AccessRole.SMART_ACCOUNT_VIEWER), member(AccessRole.SMART_ACCOUNT_ADMINISTRATOR)]
        ),
    ),
    "choose the only team": created(lambda: team.chosen_team("", {"team-1": team.Team("team-1", "x.example")})),
    "choose among teams": created(lambda: team.chosen_team("", {one: team.Team(one) for one in ("team-1", "team-2")})),
    "choose another team": created(lambda: team.chosen_team("team-3", {"team-1": team.Team("team-1")})),
    "have a team by the domain": Decision(
        pending,
        lambda one: team.with_team(one, DomainLock("reseller.example", "reseller.example", "team-7")),
    ),
    "have the newest teams": created(
        lambda: team.team_ids(
            [member(account_id=f"team-{one}", granted_at=START + one * DAY) for one in range(12)]
            + [member(AccessRole.VIRTUAL_ACCOUNT_USER, virtual_account_id="part-1", account_id="part")]
        )
    ),
}

SENT = tuple(START - one * HOUR for one in (3, 2, 1))


def counted(key: str, most: int, request: AccountRequest, cause: limits.Cause = limits.Cause.TEAM) -> object:
    """Count the mails of a resending when there are so many of the key already, each a minute after the last."""
    mails = nominations.resend(request, "1", POLICY, KEY, START + HOUR).mails
    times = tuple(START - (most - one) * MINUTE for one in range(most))
    return limits.counted(request, mails, {key: RateWindow(key, times)} if key else {}, POLICY, START, cause)


LIMITED: Mapping[str, Decision[Any]] = {
    "count": created(lambda: counted("", 0, pending())),
    "count of a team": created(lambda: counted("", 0, of_team())),
    "count beside what others sent": created(
        lambda: limits.within(
            RateWindow("organisation#x", (*SENT, START), senders=(limits.Sender("team-1"), limits.Sender("team-2"))),
            timedelta(hours=2),
            START,
        )
    ),
    "count of a customer": created(lambda: counted("", 0, pending(), limits.Cause.CUSTOMER)),
    "count of a reviewer": created(lambda: counted("", 0, pending(), limits.Cause.REVIEWER)),
    "count of a form": created(
        lambda: limits.counted(pending(), submission_transition().mails, {}, POLICY, START, limits.Cause.FORM)
    ),
    "count one too many to a recipient": created(lambda: counted("recipient#it@univ.example", 3, pending())),
    "count one too many to an organisation": created(lambda: counted("organisation#univ.example", 20, pending())),
    "count one too many of a customer": created(
        lambda: counted("customer#univ.example", 20, pending(), limits.Cause.CUSTOMER)
    ),
    "count one too many of a requester": created(lambda: counted("requester#person-1", 200, pending())),
    "count one too many of a team": created(
        lambda: limits.counted(
            of_team(),
            nominations.resend(pending(), "1", POLICY, KEY, START + HOUR).mails,
            {
                "organisation#univ.example": RateWindow(
                    "organisation#univ.example", (START,) * 10, senders=(limits.Sender("team-1", "person-5"),) * 10
                )
            },
            POLICY,
            START + HOUR,
        )
    ),
    "count an offer": created(lambda: limits.counted_offer(RateWindow("requester#person-1", SENT), POLICY, START)),
    "count one offer too many": created(
        lambda: limits.counted_offer(
            RateWindow("requester#person-1", SENT), replace(POLICY, mails_per_requester=3), START
        )
    ),
    "count an offer a day later": created(
        lambda: limits.counted_offer(
            RateWindow("requester#person-1", SENT), replace(POLICY, mails_per_requester=3), SENT[0] + DAY
        )
    ),
    "open one too many": created(
        lambda: limits.refuse_too_many_open(
            OpenRequests("person-1", {f"r{one}": START + one * DAY for one in range(1, 26)}),
            POLICY,
            START,
            LimitName.OPEN_REQUESTS,
        )
    ),
    "know a reference": Decision(
        pending,
        lambda one: [
            limits.asked_about(RateWindow("recipient#x"), one, START).request_id(name)
            for name in (one.reference, "SAR-9")
        ],
    ),
}

OF_TEAMS = {**TEAM, **LIMITED}
