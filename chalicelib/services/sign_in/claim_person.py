"""Claim the person of the former issuer: record, in one transaction, that a new identity is that person.

Whatever is bound to the person id stays where it is, so nothing can be forgotten on the way.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.accounts.account import Grant
from chalicelib.domain.errors import Facts
from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.identity.moved_identity import (
    MOST_ACCOUNTS,
    MOST_OWN_ROLES,
    AddressHolder,
    Issuers,
    MovedIdentity,
    claimable_person,
    holder_after,
)
from chalicelib.domain.identity.person import Person, Requester, requester_of
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.value_classes import value_class
from chalicelib.services.accounts.audit import written
from chalicelib.services.unit_of_work import access_writes, identity_writes, writes
from chalicelib.services.unit_of_work.commit import queued, run_transaction, sealed
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.writes import Write

logger = logging.getLogger(__name__)


@value_class
class Claimable:
    """The person whom an identity may claim, by the holder of its address, and the roles that it brings along."""

    person_id: str
    holder: AddressHolder
    roles: Sequence[Grant]


def claim_person(ports: Ports, issuers: Issuers, identity: Person) -> str | None:
    """Claim the person of the former issuer, if the identity may; return the person that it is from now on.

    None if the identity is a person of its own. Raises `busy` and `record-unreadable`.
    """

    def attempt() -> tuple[str | None, Sequence[Write]]:
        now, rows = ports.clock.now(), ports.store.identity_rows(identity.person_id, identity.email.key)
        if rows.moved is not None:
            return rows.moved.person.person_id, ()
        found = claimable(ports, issuers, identity, rows.holder, now)
        return (found.person_id, tuple(_claim(ports, issuers, identity, found, now))) if found else (None, ())

    return run_transaction(ports, attempt)


def claimable(
    ports: Ports, issuers: Issuers, identity: Person, holder: AddressHolder | None, now: datetime
) -> Claimable | None:
    """Return whom the identity may claim at this time, if anybody. Takes up to three reads.

    A person is claimed once at an issuer. An identity that has requested something would lose it, and stays apart.
    """
    person_id = claimable_person(holder, issuers, identity.person_id, now)
    if holder is None or person_id is None:
        return None
    if issuers.present in ports.store.identities_of(person_id, [issuers.present]):
        return None
    own = ports.store.possessions(identity.person_id, MOST_OWN_ROLES)
    if own.anything_else:
        logger.warning("an identity has something of its own, and claims no person of the former issuer")
        return None
    return Claimable(person_id, holder, own.roles)


def mail_to(person: Requester) -> MailDraft:
    """Return the mail that tells a person that they were claimed."""
    return MailDraft(MailKind.IDENTITY_MOVED, Audience.PERSON, person.language, person.email)


def record_holder(ports: Ports, issuers: Issuers, person: Person, known: AddressHolder | None) -> None:
    """Record that the person has their address; write nothing if that is known.

    Whom the former issuer had under the address stays recorded: only a claim replaces them.
    """
    holder = holder_after(known, _holder(issuers, person, known, ports.clock.now()))
    if known and (known.issuer == issuers.former or replace(holder, recorded_at=known.recorded_at) == known):
        return
    ports.store.commit([identity_writes.SaveAddressHolder(holder)])


def _claim(ports: Ports, issuers: Issuers, identity: Person, found: Claimable, now: datetime) -> Iterator[Write]:
    """Yield the writes of the claim: the identity with its event and mail, its bindings, and the accounts' events."""
    person = replace(identity, person_id=found.person_id, language=identity.language or DEFAULT_LANGUAGE)
    grants = (*found.roles, *ports.store.claimed_grants(person.person_id))
    accounts = sorted({grant.account_id for grant in grants})
    facts = _facts(issuers, person)
    draft = EventDraft(EventKind.IDENTITY_MOVED, Actor(Role.SYSTEM), {**facts, "accounts": len(accounts)})
    event = sealed(ports, identity.person_id, draft, 0, "", now)
    moved = MovedIdentity(
        identity.person_id, requester_of(person), issuers.present, issuers.former, now, event.sequence, event.seal
    )
    yield identity_writes.SaveMovedIdentity(moved)
    yield writes.AppendEvent(event, None)
    yield from queued(event, [mail_to(moved.person)])
    yield identity_writes.RequireNothingRequested(identity.person_id)
    yield from _bindings(ports, moved)
    yield from (access_writes.ClaimRole(role, person.person_id, role.name, now) for role in found.roles)
    yield identity_writes.SaveAddressHolder(_holder(issuers, person, found.holder, now))
    yield from _account_events(ports, accounts[:MOST_ACCOUNTS], facts, now)


def _bindings(ports: Ports, moved: MovedIdentity) -> Iterator[Write]:
    """Bind the new identity, and the one that was the person at the former issuer, so that no other can be either."""
    person_id = moved.person.person_id
    known = ports.store.identities_of(person_id, [moved.former_issuer])
    before = known.get(moved.former_issuer, person_id)
    yield identity_writes.BindIdentity(person_id, moved.former_issuer, before)
    yield identity_writes.BindIdentity(person_id, moved.issuer, moved.identity_id)


def _account_events(ports: Ports, account_ids: Sequence[str], facts: Facts, now: datetime) -> Iterator[Write]:
    for account in ports.store.accounts(account_ids) if account_ids else ():
        draft = EventDraft(EventKind.IDENTITY_MOVED, Actor(Role.SYSTEM), facts)
        yield from written(ports, draft, account, account, now)[1]


def _facts(issuers: Issuers, person: Person) -> Facts:
    return {
        "person": person.person_id,
        "address": person.email.masked,
        "former_issuer": issuers.former,
        "issuer": issuers.present,
    }


def _holder(issuers: Issuers, person: Person, known: AddressHolder | None, now: datetime) -> AddressHolder:
    version = known.version if known else 0
    return AddressHolder(
        str(person.email), issuers.present, (person.person_id,), now, has_signed_in=True, version=version
    )
