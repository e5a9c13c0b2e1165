"""Decisions about access to accounts: requests, decisions and waits."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.domain.access import decide, waiting
from chalicelib.domain.access.ask import AccessRequestForm, AskedAccount, ask
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.request import AccessRequest, InboxEntry, PendingInbox, RecentAccessRequests
from chalicelib.domain.accounts.account import AccessRole, AccountStatus, Grant, GrantOrigin
from chalicelib.domain.accounts.rights import Access, Rights
from chalicelib.domain.identity.person import Person
from tests.domain.decisions.described import Decision, created
from tests.domain.requests.stories import (
    ACCESS_FORM,
    ACCOUNT,
    ADMINISTRATOR,
    PARTNER,
    POLICY,
    REVIEWER,
    RIGHTS,
    START,
    VIRTUAL_ACCOUNTS,
    access_approved,
    access_approved_by_reviewer,
    access_asked,
    access_declined,
)

DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)
ADMIN, VIEWER = AccessRole.SMART_ACCOUNT_ADMINISTRATOR, AccessRole.SMART_ACCOUNT_VIEWER
NONE = Rights()
LAB_ADMIN, LAB_USER = AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR, AccessRole.VIRTUAL_ACCOUNT_USER
OF_LAB = Rights.by(Access(LAB_ADMIN, ("part-1",)))
ENTRY = InboxEntry("access-0", ACCOUNT.account_id, "person-8", VIEWER, (), START)


def asked(**changed: Any) -> AccessRequest:
    """Return a pending request for access."""
    return access_asked(**changed).request


def ask_of(form: AccessRequestForm = ACCESS_FORM, rights: Rights = NONE, decides: bool = True, **of: Any) -> object:
    """Ask an account for access."""
    asked_account = AskedAccount(ACCOUNT, VIRTUAL_ACCOUNTS, PendingInbox(ACCOUNT.account_id), lambda _: decides)
    return ask(form, "access-1", PARTNER, replace(asked_account, **of), rights, POLICY, START)


def inbox(entries: int, **changed: Any) -> PendingInbox:
    """Return an inbox with so many entries."""
    return PendingInbox(ACCOUNT.account_id, (replace(ENTRY, **changed),) * entries)


WHOLE = AccessRequestForm("account", "smart_account_viewer")
ASKED: Mapping[str, Decision[Any]] = {
    "ask": created(ask_of),
    "ask for the whole account": created(lambda: ask_of(WHOLE)),
    "ask where nobody decides": created(lambda: ask_of(decides=False)),
    "ask reviewers where nobody decides": created(
        lambda: ask_of(WHOLE, decides=False, account=replace(ACCOUNT, domain_identifier="reseller.example"))
    ),
    "ask for a high role where nobody decides": created(
        lambda: ask_of(
            AccessRequestForm("account", "smart_account_administrator"),
            decides=False,
            account=replace(ACCOUNT, domain_identifier="reseller.example"),
        )
    ),
    "ask for nothing known": created(lambda: ask_of(AccessRequestForm("x", "x", ("part-9",), "www.x.example"))),
    "ask for a role of another scope": created(
        lambda: ask_of(AccessRequestForm("virtual_accounts", "smart_account_user"))
    ),
    "ask for too many": created(
        lambda: ask_of(replace(ACCESS_FORM, virtual_account_ids=tuple(f"part-{one}" for one in range(21))))
    ),
    "ask for the most": created(
        lambda: ask_of(
            replace(ACCESS_FORM, virtual_account_ids=tuple(f"part-{one}" for one in range(20))),
            names={f"part-{one}": f"Part {one}" for one in range(20)},
        )
    ),
    "ask what is pending": created(
        lambda: ask_of(account=replace(ACCOUNT, status=AccountStatus.PENDING, pending_until=START + DAY))
    ),
    "ask what is granted": created(lambda: ask_of(rights=Rights(frozenset({ADMIN})))),
    "ask twice": created(lambda: ask_of(inbox=inbox(1, person_id="person-1"))),
    "ask as the last": created(lambda: ask_of(inbox=inbox(499))),
    "ask as one too many": created(lambda: ask_of(inbox=inbox(500))),
    "be put into the inbox": Decision(asked, lambda one: inbox(1).with_waiting(one)),
    "be taken out of the inbox": Decision(lambda: inbox(1), lambda one: one.with_decided("access-0", 1)),
    "be remembered": Decision(asked, lambda one: RecentAccessRequests("person-1", (("a", "b"),)).with_request(one, 1)),
}


def decide_by(request: AccessRequest, by: Person = ADMINISTRATOR, rights: Rights = RIGHTS, **chosen: Any) -> object:
    """Approve as somebody, at the time when reviewers may."""
    return decide.approve(request, by, rights, Choice(**chosen), VIRTUAL_ACCOUNTS, START + 30 * DAY)


def many_grants(number: int) -> Rights:
    """Return the rights of who administers so many Virtual Accounts, each by a role of its own."""
    ids = [f"part-{one}" for one in range(number)]
    origin = GrantOrigin.ADMINISTRATOR
    return Rights.of(
        [Grant(one, "account-2", "a@univ.example", LAB_ADMIN, origin, START, one) for one in ids], "account-2"
    )


DECIDED: Mapping[str, Decision[Any]] = {
    "approve": Decision(asked, access_approved),
    "approve less": Decision(
        asked, lambda one: access_approved(one, role="virtual_account_viewer", virtual_account_ids=("part-1",))
    ),
    "approve for the whole account": Decision(asked, lambda one: access_approved(one, role="smart_account_user")),
    "approve as reviewer": Decision(asked, access_approved_by_reviewer),
    "approve one's own": Decision(asked, lambda one: decide_by(one, replace(ADMINISTRATOR, person_id="person-1"))),
    "approve without a right": Decision(asked, lambda one: decide_by(one, rights=Rights())),
    "approve more than one may": Decision(
        lambda: asked(virtual_account_ids=("part-1",)),
        lambda one: decide_by(one, rights=OF_LAB, virtual_account_ids=("part-1", "part-2")),
    ),
    "approve for the account without its right": Decision(
        lambda: asked(virtual_account_ids=("part-1",)),
        lambda one: decide_by(one, rights=OF_LAB, role="smart_account_user"),
    ),
    "approve more than a reviewer may": Decision(
        lambda: replace(asked(), address_matches=True), lambda one: decide_by(one, REVIEWER, Rights())
    ),
    "approve as reviewer for a foreign address": Decision(
        asked, lambda one: decide_by(one, REVIEWER, Rights(), role="virtual_account_viewer")
    ),
    "approve as reviewer before it is time": Decision(
        asked,
        lambda one: decide.approve(one, REVIEWER, Rights(), Choice(), VIRTUAL_ACCOUNTS, START + 30 * DAY - INSTANT),
    ),
    "approve nothing known": Decision(
        asked, lambda one: decide_by(one, scope="x", role="x", virtual_account_ids=("y",))
    ),
    "approve nothing": Decision(asked, lambda one: decide_by(one, virtual_account_ids=())),
    "approve too differently": Decision(
        lambda: replace(asked(), asked=Access(LAB_USER, tuple(f"part-{one}" for one in range(20)))),
        lambda one: decide.approve(
            one,
            ADMINISTRATOR,
            many_grants(24),
            Choice(virtual_account_ids=tuple(f"part-{one}" for one in range(4, 24))),
            {f"part-{one}": f"Part {one}" for one in range(24)},
            START,
        ),
    ),
    "approve what is decided": Decision(lambda: access_approved(asked()).request, access_approved),
    "approve what was withdrawn": Decision(lambda: waiting.withdraw(asked(), START).request, access_approved),
    "decline": Decision(asked, lambda one: access_declined(one, " Not you. ")),
    "decline at length": Decision(asked, lambda one: access_declined(one, "x" * 5000)),
    "decline what is decided": Decision(lambda: access_declined(asked()).request, access_declined),
    "decline what has expired": Decision(
        asked, lambda one: decide.decline(one, ADMINISTRATOR, RIGHTS, "", START + 60 * DAY)
    ),
    "ask once more": Decision(
        asked,
        lambda one: [
            decide.asks_once_more(one.asked, choice)
            for choice in (
                Choice(),
                Choice(role="virtual_account_user"),
                Choice(role="smart_account_user"),
                Choice(role="x"),
            )
        ],
    ),
    "have a choice": Decision(
        asked,
        lambda one: [
            decide.chosen_access(one.asked, Choice(role=role, virtual_account_ids=ids))
            for role, ids in (
                (None, None),
                ("smart_account_user", ("part-1",)),
                ("virtual_account_user", ("part-1",) * 2),
            )
        ],
    ),
}

WAITED: Mapping[str, Decision[Any]] = {
    "remind just before the day": Decision(asked, lambda one: waiting.process(one, POLICY, START + 3 * DAY - INSTANT)),
    "remind on the day": Decision(asked, lambda one: waiting.process(one, POLICY, START + 3 * DAY)),
    "remind after it is reviewers' too": Decision(
        lambda: replace(asked(), is_escalated=True), lambda one: waiting.process(one, POLICY, START + 31 * DAY)
    ),
    "tell reviewers": Decision(
        lambda: replace(asked(), remind_at=None), lambda one: waiting.process(one, POLICY, START + 30 * DAY)
    ),
    "tell reviewers not just before": Decision(
        lambda: replace(asked(), remind_at=None), lambda one: waiting.process(one, POLICY, START + 30 * DAY - INSTANT)
    ),
    "expire": Decision(asked, lambda one: waiting.process(one, POLICY, START + 60 * DAY)),
    "expire after reviewers were told": Decision(
        lambda: replace(asked(), is_escalated=True), lambda one: waiting.process(one, POLICY, START + 60 * DAY)
    ),
    "expire what an inquiry led to": Decision(
        lambda: replace(asked(), inquiry_id="inquiry-1"), lambda one: waiting.process(one, POLICY, START + 61 * DAY)
    ),
    "process what is decided": Decision(
        lambda: access_declined(asked()).request, lambda one: waiting.process(one, POLICY, START + 61 * DAY)
    ),
    "process what has no timetable": Decision(
        lambda: replace(asked(), waits_since=None), lambda one: waiting.process(one, POLICY, START + 61 * DAY)
    ),
    "withdraw": Decision(asked, lambda one: waiting.withdraw(one, START + DAY)),
    "withdraw what reviewers were told of": Decision(
        lambda: replace(asked(), is_escalated=True), lambda one: waiting.withdraw(one, START + DAY)
    ),
    "withdraw what is decided": Decision(
        lambda: access_approved(asked()).request, lambda one: waiting.withdraw(one, START + DAY)
    ),
    "withdraw what has expired": Decision(asked, lambda one: waiting.withdraw(one, START + 60 * DAY)),
}


OF_ACCESS = {**ASKED, **DECIDED, **WAITED}
