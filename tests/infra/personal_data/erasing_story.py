"""Requests, roles, mails and sessions of several people, one of whom is then erased; ids are opaque, as real ones."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

from chalicelib.adapters.dynamodb.documents import encoded
from chalicelib.adapters.dynamodb.items import row_of
from chalicelib.adapters.dynamodb.table import Row
from chalicelib.domain.access.ask import AccessRequestForm
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.moved_identity import Issuers
from chalicelib.domain.identity.person import Person
from chalicelib.domain.requests.forwarding import read_forwarding
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.webhooks.attempts import Answer
from chalicelib.domain.webhooks.delivery import Attempt
from chalicelib.services.access import requests as access
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.access.roles import withdraw_role
from chalicelib.services.proofs.asking import ask_for_proof, withdraw_proof
from chalicelib.services.recovery.asking import ask_for_recovery, withdraw_recovery
from chalicelib.services.requests import link_actions
from chalicelib.services.requests.requester_actions import withdraw
from chalicelib.services.requests.review import review_request
from chalicelib.services.sign_in.claim_person import claim_person, record_holder
from chalicelib.services.sign_in.sessions import Session
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.webhooks.writes import SaveDelivery
from infra.rebuild_index import PROGRESS, Progress
from tests.services.access.stories import offered
from tests.services.programs.stories import FORM_OF_PROGRAM, Partner
from tests.services.webhooks.hooks import logged
from tests.world import World

Rows = Mapping[tuple[str, str], Mapping[str, Any]]


def known(email: str, name: str, *groups: str) -> Person:
    """Create a person whose id does not contain the address."""
    return Person(sha256(email.encode()).hexdigest(), MailAddress.parse(email), name, "en", frozenset(groups))


PAULA = known("paula@reseller.example", "Paula Partner")
COLIN = known("colin@reseller.example", "Colin Colleague")
RITA = known("rita@vendor.example", "Rita Reviewer", "reviewers")
CONTACT = known("it@univ.example", "Chris Contact")
FAR = ("univ.example", "far.univ.example")
HEAD, CIO, BOARD = "head@univ.example", "cio@univ.example", "board@near.univ.example"
NOTE = "Ask 'IT@univ.example', or write to\nit+licences@univ.example."


@dataclass(frozen=True)
class Story:
    """The world, and the requests by their outcome."""

    world: World
    approved: AccountRequest
    declined: AccountRequest
    reviewed: AccountRequest
    withdrawn: AccountRequest
    access: AccessRequest


def create_story(world: World) -> Story:
    """Create requests with every outcome; in the end none is open and all mails are sent."""
    world.import_account("Near", "near.univ.example", (str(CONTACT.email), BOARD))
    world.import_account("Reseller", "reseller.example", (str(PAULA.email), str(COLIN.email)))
    approved = _approved(world)
    declined = world.submit(
        by=PAULA,
        account_name=f"House of {CONTACT.email}",
        domain_identifier="second.univ.example",
        customer_emails=("It+second@univ.example",),
    )
    link_actions.decline(world.ports, world.token(declined), "other", NOTE)
    emails = (str(CONTACT.email),)
    reviewed = world.submit(by=COLIN, domain_identifier="third.example", customer_emails=emails)
    review_request(world.ports, RITA, reviewed.request_id, False, "Unknown to us.")
    withdrawn = world.submit(by=PAULA, domain_identifier="fourth.example", customer_emails=("it@fourth.example",))
    withdraw(world.ports, world.caller(PAULA), withdrawn.request_id, "A mistake.")
    access_request = request_access(world, PAULA)
    access.approve(world.ports, caller(world, CONTACT), access_request.access_request_id, Choice())
    offered(world, CONTACT, approved.account_id)
    proof = ask_for_proof(world.ports, caller(world, CONTACT), "univ.example")
    withdraw_proof(world.ports, caller(world, CONTACT), proof.proof_id)
    _recover(world)
    world.work()
    _change_provider(world)
    _create_sessions(world)
    return Story(world, approved, declined, reviewed, withdrawn, access_request)


def _recover(world: World) -> None:
    """Give up the administrator's role on an account, and try to recover it."""
    world.import_account("Far", "far.univ.example", (str(CONTACT.email), "desk@far.univ.example"))
    who, account_id = caller(world, CONTACT), world.ports.store.locks_on([FAR])[FAR[1]].account_id
    [own] = [one for one in who.grants if one.account_id == account_id]
    withdraw_role(world.ports, who, account_id, own.grant_id)
    recovery = ask_for_recovery(world.ports, caller(world, CONTACT), account_id)
    withdraw_recovery(world.ports, caller(world, CONTACT), recovery.recovery_id)


def _approved(world: World) -> AccountRequest:
    emails = ("it+licences@univ.example", HEAD)
    request = world.submit(by=PAULA, customer_emails=emails, note_to_customer=NOTE, note_to_reviewer=NOTE)
    world.work()
    forwarding = read_forwarding(CIO, NOTE, "en", False)
    link_actions.forward(world.ports, world.token(request), lambda _: forwarding)
    link_actions.approve(world.ports, world.token(request, "3"), True)
    return request


def request_access(world: World, by: Person) -> AccessRequest:
    """Request access to the account whose administrator is the contact."""
    locks = world.ports.store.locks("univ.example")
    (near,) = [lock for lock in locks if lock.domain_identifier.startswith("near.")]
    claim_at_sign_in(world.ports, by)
    return access.ask(
        world.ports,
        world.caller(by),
        near.account_id,
        AccessRequestForm("account", "smart_account_user", note=NOTE),
    )


def caller(world: World, person: Person) -> Caller:
    """Sign the person in with their present roles."""
    claim_at_sign_in(world.ports, person)
    return Caller(person, world.ports.store.grants(person.person_id, str(person.email)))


def _change_provider(world: World) -> None:
    """Let everybody sign in, and one of them again after a change of the sign-in provider."""
    former, until = "https://former.vendor.example", world.clock.now() + timedelta(days=1)
    for person in (PAULA, COLIN, RITA, CONTACT):
        record_holder(world.ports, Issuers(former), person, None)
    identity = replace(CONTACT, person_id=sha256(b"identity").hexdigest())
    assert claim_person(world.ports, Issuers("https://sign-in.vendor.example", former, until), identity)
    world.work()


def _create_sessions(world: World) -> None:
    """Create a session for everybody, an earlier release's sign-in with an address, and an interrupted rebuild."""
    sessions, now = world.container.sessions.store, world.clock.now()
    for person in (PAULA, COLIN, RITA, CONTACT):
        sessions.keep(sha256(person.name.encode()).hexdigest(), Session(person, now, now + timedelta(hours=12)))
    sign_in = json.dumps({"return_to": "/accounts?q=it%2Blicences%40univ.example", "ends_at": now.isoformat()})
    world.table.put(Row("SIGNIN#begun", "SIGNIN", document=sign_in))
    place = {"pk": {"S": f"ADDRESS#{CONTACT.email}"}, "sk": {"S": "GRANT#1#2"}}
    world.table.put(Row(*PROGRESS, document=encoded(Progress("accounts", place))))


def name_in_team_rows(world: World, email: str) -> None:
    """Name somebody in a program that was revoked, and in what the receiver of a webhook answered."""
    partner = Partner.of(world, "agency.example")
    partner.revoke(partner.bound(form=replace(FORM_OF_PROGRAM, team_email=email)))
    (sent,) = logged(world, partner.account_id)
    answered = (Attempt(sent.created_at, Answer(500, excerpt=f"no user {email}")),)
    world.ports.store.commit([SaveDelivery(replace(sent, version=1, attempts=answered))])


@contextmanager
def rolled_back(world: World) -> Iterator[None]:
    """Restore the table after the block."""
    before = world.rows()
    yield
    after = world.rows()
    for key in after.keys() - before.keys():
        world.table.delete(key)
    for key, row in before.items():
        if after.get(key) != row:
            world.table.put(row_of(row))


def spelt(email: str) -> re.Pattern[str]:
    """Build a pattern of the address in the spellings of this story; independent of the code under test."""
    local, _, domain = (re.escape(part) for part in email.partition("@"))
    written = rf"(?<![a-z0-9]){local}(\+|%2b)?\w*(@|%40){domain}(?!\.?\w)"
    return re.compile(rf'{written}|"local":"{local}","domain":"{domain}"')


def naming(rows: Rows, email: str) -> Rows:
    """Return the rows that hold the address anywhere."""
    pattern = spelt(email)
    return {key: row for key, row in rows.items() if pattern.search(_text(row))}


def _text(row: Mapping[str, Any]) -> str:
    values = [next(iter(value.values())) for value in row.values()]
    return "\n".join(str(value).replace("\\n", "\n") for value in values).lower()
