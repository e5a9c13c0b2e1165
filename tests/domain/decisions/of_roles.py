"""Decisions about roles on accounts, and offers of them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.domain.access import claiming, offers, roles
from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.request import AccessRequest, InboxEntry, PendingInbox
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import AccessRole, Administrator, Grant
from chalicelib.domain.accounts.rights import Access, Rights
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from tests.domain.decisions.described import Decision, created
from tests.domain.requests.stories import (
    ACCOUNT,
    ADMINISTRATOR,
    START,
    access_asked,
)

DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)
ADMIN, VIEWER = AccessRole.SMART_ACCOUNT_ADMINISTRATOR, AccessRole.SMART_ACCOUNT_VIEWER
LAB_ADMIN, LAB_USER = AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR, AccessRole.VIRTUAL_ACCOUNT_USER
OF_LAB = Rights.by(Access(LAB_ADMIN, ("part-1",)))
SAM = Person("person-7", MailAddress.parse("Sam@far.example"), "Sam Far", "fr", frozenset())
ENTRY = InboxEntry("access-0", ACCOUNT.account_id, "person-8", VIEWER, (), START)


def asked(**changed: Any) -> AccessRequest:
    """Return a pending request for access."""
    return access_asked(**changed).request


def inbox(entries: int, **changed: Any) -> PendingInbox:
    """Return an inbox with so many entries."""
    return PendingInbox(ACCOUNT.account_id, (replace(ENTRY, **changed),) * entries)


def granted(role: AccessRole = LAB_USER, place: str = "part-1", grant_id: str = "role-1") -> Grant:
    """Return a role as an administrator gives it."""
    form = RoleForm("sam@far.example", role.value, place)
    return roles.new_grant(form, ACCOUNT.account_id, ["part-1"], grant_id, START)


def offered(slot: int = 0, **changed: Any) -> Offer:
    """Return an open offer."""
    offer = offers.new_offer(granted(), ACCOUNT, ADMINISTRATOR, "Research", (), START)
    return replace(offer, slot=slot, grant=granted(VIEWER, "", f"role-{slot}"), **changed)


def offer(*known: Offer, after: timedelta = timedelta()) -> object:
    """Offer a role beside others."""
    return offers.new_offer(granted(), ACCOUNT, ADMINISTRATOR, "Research", known, START + after)


OFFERS: Mapping[str, Decision[Any]] = {
    "offer": created(offer),
    "offer as the fifth": created(lambda: offer(*map(offered, range(4)))),
    "offer as the sixth": created(lambda: offer(*map(offered, range(5)))),
    "offer twice": created(lambda: offer(replace(offered(), grant=granted()))),
    "offer what was closed": created(lambda: offer(replace(offered(is_closed=True), grant=granted()))),
    "offer in a closed place": created(
        lambda: offer(*map(offered, range(4)), replace(offered(4, is_closed=True), grant=granted()))
    ),
    "offer just before others end": created(lambda: offer(*map(offered, range(5)), after=30 * DAY - INSTANT)),
    "offer when others have ended": created(lambda: offer(*map(offered, range(5)), after=30 * DAY)),
    "accept": Decision(offered, lambda one: offers.accepted(one, SAM, START + DAY)),
    "answer": Decision(offered, lambda one: offers.refuse_unless_open_to(one, SAM, START + 30 * DAY - INSTANT)),
    "answer at the end": Decision(offered, lambda one: offers.refuse_unless_open_to(one, SAM, START + 30 * DAY)),
    "answer what is closed": Decision(
        lambda: offered(is_closed=True), lambda one: offers.refuse_unless_open_to(one, SAM, START)
    ),
    "answer another's": Decision(offered, lambda one: offers.refuse_unless_open_to(one, ADMINISTRATOR, START)),
    "answer nothing": created(lambda: offers.refuse_unless_open_to(None, SAM, START)),
    "give outright": created(
        lambda: [
            offers.is_given_outright(granted(), giver, present)
            for giver, present in (
                (ADMINISTRATOR, ()),
                (SAM, ()),
                (ADMINISTRATOR, [granted()]),
                (ADMINISTRATOR, [replace(granted(), claimed_by="person-7")]),
            )
        ]
    ),
    "find who asked": created(
        lambda: (
            [
                offers.may_have_asked(granted(role, place), inbox(2, role=LAB_USER, virtual_account_ids=ids))
                for role, place, ids in (
                    (LAB_USER, "part-1", ("part-1",)),
                    (LAB_USER, "part-1", ("part-2",)),
                    (LAB_USER, "part-1", ()),
                    (VIEWER, "", ()),
                )
            ]
            + [
                offers.may_have_asked(granted(VIEWER, ""), inbox(1, role=VIEWER, virtual_account_ids=ids))
                for ids in ((), ("part-1",))
            ]
        )
    ),
    "find the receiver's request": Decision(
        asked,
        lambda one: [
            offers.asked_for_by_receiver(replace(granted(), email=email), by, [one]) is not None
            for email, by in (
                ("Partner@reseller.example", SAM),
                ("sam@far.example", SAM),
                ("partner@reseller.example", replace(SAM, person_id="person-1")),
            )
        ],
    ),
    "give to who asked": Decision(granted, lambda one: offers.claimed_by_who_asked(one, asked())),
}

BOSS = Administrator("boss@univ.example", "Bo")
ROLES: Mapping[str, Decision[Any]] = {
    "give a role": created(granted),
    "give a role on the account": created(lambda: granted(VIEWER, "")),
    "give no role": created(lambda: roles.new_grant(RoleForm("x", "x"), "a", (), "role-1", START)),
    "give a role without its place": created(lambda: granted(LAB_USER, "")),
    "give a role with a place too many": created(lambda: granted(VIEWER, "part-1")),
    "give a role in an unknown place": created(lambda: granted(LAB_USER, "part-9")),
    "give a role twice": created(lambda: roles.refuse_duplicate_grant(granted(), [granted()])),
    "have a new administrator": created(
        lambda: roles.with_new_administrators(ACCOUNT, [granted(ADMIN, ""), granted(VIEWER, "")], "fr")
    ),
    "have a known administrator": created(
        lambda: (
            roles.with_new_administrators(
                replace(ACCOUNT, administrators=(Administrator("sam@far.example"),)), [granted(ADMIN, "")]
            ).administrators
        )
    ),
    "have too many administrators": created(
        lambda: roles.with_new_administrators(
            replace(ACCOUNT, administrators=tuple(Administrator(f"a{one}@univ.example") for one in range(100))),
            [granted(ADMIN, "")],
        )
    ),
    "lose an administrator": created(
        lambda: (
            roles.without_role(
                replace(ACCOUNT, administrators=(BOSS, Administrator("sam@far.example"))),
                granted(ADMIN, ""),
                [granted(ADMIN, ""), replace(granted(ADMIN, "", "role-2"), email=BOSS.email)],
            ).administrators
        )
    ),
    "lose one of two roles of an administrator": created(
        lambda: (
            roles.without_role(
                replace(ACCOUNT, administrators=(Administrator("sam@far.example"),)),
                granted(ADMIN, ""),
                [granted(ADMIN, ""), granted(ADMIN, "", "role-2")],
            ).administrators
        )
    ),
    "lose the last administrator": created(
        lambda: roles.without_role(ACCOUNT, granted(ADMIN, ""), [granted(ADMIN, ""), granted(VIEWER, "", "role-2")])
    ),
    "lose another role": created(lambda: roles.without_role(ACCOUNT, granted(), ()).status),
    "be the last role of an address": created(
        lambda: [
            roles.is_last_of_address(granted(), [granted(), *others])
            for others in (
                (),
                [granted(grant_id="role-2")],
                [replace(granted(grant_id="role-2"), email="SAM+x@far.example")],
            )
        ]
    ),
    "be claimed": created(
        lambda: [
            claiming.is_unclaimed(replace(granted(), claimed_by=by, email=email), SAM)
            for by, email in (
                (None, "sam@far.example"),
                ("person-7", "sam@far.example"),
                ("person-7", "old@far.example"),
                ("person-8", "old@far.example"),
            )
        ]
    ),
    "have rights by an access": created(
        lambda: [Rights.by(Access(LAB_USER, ("part-1", "part-2"))), Rights.by(Access(VIEWER))]
    ),
    "be refused beyond one's rights": created(lambda: OF_LAB.refuse_beyond("virtual_account_user", ["part-2"])),
    "be refused without rights": created(lambda: Rights().refuse_beyond("virtual_account_user", [])),
    "be refused for the account": created(lambda: OF_LAB.refuse_beyond("x", [], of_account=True)),
    "be no administrator": created(OF_LAB.refuse_unless_administrator),
}

OF_ROLES = {**OFFERS, **ROLES}
