"""Offer a role to somebody outside the account; list, accept and decline offers."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.access import offers, roles
from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.accounts.account import Grant, SmartAccount
from chalicelib.domain.accounts.administration import refuse_unless_active
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.requests.limits import RateWindow, counted_offer, requester_counter
from chalicelib.services.accounts.audit import Act, recorded, told, written
from chalicelib.services.unit_of_work import access_writes
from chalicelib.services.unit_of_work.commit import queued, run_transaction
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.unreadable import unless_unreadable
from chalicelib.services.unit_of_work.writes import SaveRateWindow, Write


def open_offers_to(ports: Ports, person: Person, limit: int, start: str | None) -> Page[Offer]:
    """Return the open offers to the person's address. Pages may have fewer entries than `limit`."""
    listed, now = ports.store.offers_to(person.email.key, limit, start), ports.clock.now()
    return Page([offer for offer in listed.items if offer.is_open_at(now)], listed.next_start)


def open_offer_to(ports: Ports, person: Person, account_id: str, offer_id: str) -> Offer:
    """Return one open offer to the person's address. Raises `offer-unknown`."""
    return offers.refuse_unless_open_to(ports.store.offer(account_id, offer_id), person, ports.clock.now())


def accept_offer(ports: Ports, person: Person, account_id: str, offer_id: str) -> Grant:
    """Make the offered role the person's own.

    Raises `offer-unknown`, `access-already-granted`, `validation-failed` if the account has too many administrators,
    or `action-not-allowed` if it is not active.
    """

    def attempt() -> tuple[Grant, Sequence[Write]]:
        now = ports.clock.now()
        offer, account = _answerable(ports, person, account_id, offer_id, now)
        refuse_unless_active(account, now)
        grant = offers.accepted(offer, person, now)
        roles.refuse_duplicate_grant(grant, ports.store.account_grants(account_id, complete=True))
        after = roles.with_new_administrators(account, [grant], person.language)
        planned = _answered(ports, person, EventKind.OFFER_ACCEPTED, offer, (account, after), now)
        return grant, (*planned, access_writes.GiveRole(grant))

    return run_transaction(ports, attempt)


def decline_offer(ports: Ports, person: Person, account_id: str, offer_id: str) -> None:
    """Decline the offer. Raises `offer-unknown`."""

    def attempt() -> tuple[None, Sequence[Write]]:
        now = ports.clock.now()
        offer, account = _answerable(ports, person, account_id, offer_id, now)
        return None, _answered(ports, person, EventKind.OFFER_DECLINED, offer, (account, account), now)

    return run_transaction(ports, attempt)


def request_for(ports: Ports, grant: Grant, giver: Person) -> AccessRequest | None:
    """Return the pending request for this role of the person at the address; None if there is none."""
    inbox = ports.store.inbox(grant.account_id)
    ids = offers.may_have_asked(grant, inbox) if inbox else []
    return offers.asked_for_by_receiver(grant, giver, ports.store.access_requests(ids)) if ids else None


def offering(
    ports: Ports, giver: Person, account: SmartAccount, grant: Grant, part_name: str, now: datetime
) -> tuple[Offer, Sequence[Write]]:
    """Return the offer and the writes for it, its event and its mail.

    A mail counts as one that the giver causes. Raises `role-already-offered`, `too-many-offers`, `mail-limit`, or
    `validation-failed` if there are too many administrators.
    """
    roles.with_new_administrators(account, [grant])
    known = ports.store.offers_from(account.account_id, MailAddress.parse(grant.email).key)
    offer = offers.new_offer(grant, account, giver, part_name, known, now)
    details = {**told(grant), "ends_at": offer.ends_at.isoformat()}
    draft = EventDraft(EventKind.ROLE_OFFERED, Actor(Role.ADMINISTRATOR, giver.person_id), details)
    _, planned = written(ports, draft, account, account, now)
    mailed = _mailing(ports, giver, offer, planned, now) if offer.is_mailed else ()
    return offer, (*planned, access_writes.OfferRole(offer, now), *mailed)


def open_offer_of(ports: Ports, grant: Grant, now: datetime) -> Offer | None:
    """Return the open offer of a role that its receiver has got otherwise; an unreadable one cannot be accepted."""
    key = MailAddress.parse(grant.email).key
    known = unless_unreadable(lambda: ports.store.offers_from(grant.account_id, key)) or ()
    return next((offer for offer in known if offer.is_open_at(now) and offer.is_of(grant)), None)


def withdrawing(ports: Ports, by: Person, account: SmartAccount, offer: Offer, now: datetime) -> Sequence[Write]:
    """Return the writes that withdraw an open offer."""
    act = Act(by, EventKind.OFFER_WITHDRAWN, told(offer.grant), now)
    _, planned = recorded(ports, act, account, account)
    return (*planned, access_writes.CloseOffer(offer, is_accepted=False))


def _mailing(ports: Ports, giver: Person, offer: Offer, planned: Sequence[Write], now: datetime) -> Sequence[Write]:
    language, facts = giver.language or DEFAULT_LANGUAGE, {"offer_id": offer.offer_id}
    mail = MailDraft(MailKind.ROLE_OFFERED, Audience.RECEIVER, language, to=offer.grant.email, facts=facts)
    key = requester_counter(giver.person_id)
    known = ports.store.preconditions([key]).rate_windows.get(key, RateWindow(key))
    counted = SaveRateWindow(counted_offer(known, ports.policy, now), now + ports.policy.mail_window)
    events = [write.event for write in planned if isinstance(write, access_writes.AppendAccountEvent)]
    return [counted, *(row for event in events for row in queued(event, [mail]))]


def _answerable(
    ports: Ports, person: Person, account_id: str, offer_id: str, now: datetime
) -> tuple[Offer, SmartAccount]:
    offer = offers.refuse_unless_open_to(ports.store.offer(account_id, offer_id), person, now)
    ports.terms.refuse_unless_seen(offer.revision)
    account = ports.store.account(account_id)
    if account is None:
        raise Refused(Problem.OFFER_UNKNOWN)
    return offer, account


def _answered(
    ports: Ports,
    person: Person,
    kind: EventKind,
    offer: Offer,
    change: tuple[SmartAccount, SmartAccount],
    now: datetime,
) -> Sequence[Write]:
    draft = EventDraft(kind, Actor(Role.RECEIVER, person.person_id), told(offer.grant))
    _, planned = written(ports, draft, *change, now)
    return (*planned, access_writes.CloseOffer(offer, is_accepted=kind is EventKind.OFFER_ACCEPTED))
