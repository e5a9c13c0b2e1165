"""An administrator's role is withdrawn during their calls, through the use cases on DynamoDB Local."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from threading import Barrier

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import begins_with, contains
from chalicelib.bootstrap import Container
from chalicelib.domain.access.ask import AccessRequestForm
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import AccessRole, Grant
from chalicelib.domain.accounts.administration import Alteration, NewVirtualAccount
from chalicelib.domain.accounts.importing import read_row
from chalicelib.domain.errors import Refused
from chalicelib.domain.events import EventKind
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.services.access import requests
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.access.roles import give_role, withdraw_role
from chalicelib.services.accounts import administration
from chalicelib.services.accounts.importing import import_batch
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.ports import Ports
from infra.verify import all_trail_ids, verified
from tests.races.test_feed import FEED_TRAIL
from tests.services.access.stories import stated

pytestmark = pytest.mark.races

ROUNDS = 50
ADMIN, USER = AccessRole.SMART_ACCOUNT_ADMINISTRATOR, AccessRole.SMART_ACCOUNT_USER
Act = Callable[[], object]


def person(local: str) -> Person:
    return Person(f"person-{local}", MailAddress(local, "races.example"), local.title(), "en", frozenset())


FOUNDER, COLLEAGUE, ACTOR = person("founder"), person("colleague"), person("actor")


@dataclass(frozen=True)
class Account:
    """An account on DynamoDB Local, and actions of its founder."""

    container: Container
    account_id: str

    @property
    def ports(self) -> Ports:
        """Ports of the use cases."""
        return self.container.ports

    def caller(self, person: Person) -> Caller:
        """Return the person as a caller with their present roles."""
        return Caller(person, self.ports.store.grants(person.person_id, str(person.email)))

    def give(self, email: object, role: AccessRole) -> Grant:
        """Grant a role as the founder, to somebody who has not signed in yet."""
        return stated(self.ports, self.caller(FOUNDER), self.account_id, RoleForm(str(email), role.value))

    def withdraw(self, grant: Grant) -> None:
        """Withdraw a role as the founder."""
        withdraw_role(self.ports, self.caller(FOUNDER), self.account_id, grant.grant_id)


@pytest.fixture(scope="module")
def account(container: Container) -> Account:
    ports = container.ports
    row = read_row("Races", ["races.example"], "", [str(FOUNDER.email)], ports.rules)
    import_batch(ports, [row])
    (lock,) = ports.store.locks("races.example")
    return Account(container, lock.account_id)


def at_once(acts: Sequence[Act]) -> None:
    """Run all actions at the same instant; refusals are ignored."""
    barrier = Barrier(len(acts))

    def run(act: Act) -> None:
        barrier.wait()
        with suppress(Refused):
            act()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))


def acts_of(account: Account, actor: Caller, number: int) -> Sequence[Act]:
    """Return five actions of an administrator whose roles were read before the withdrawal."""
    ports, account_id = account.ports, account.account_id
    colleague = account.give(f"colleague{number}@races.example", ADMIN)
    access_request = requests.ask(
        ports, account.caller(COLLEAGUE), account_id, AccessRequestForm("account", ADMIN.value)
    )
    return (
        lambda: give_role(ports, actor, account_id, RoleForm(f"new{number}@races.example", USER.value)),
        lambda: administration.change_account(ports, actor, account_id, Alteration(f"Name {number}")),
        lambda: administration.create_part(ports, actor, account_id, NewVirtualAccount(f"Part {number}")),
        lambda: requests.approve(ports, actor, access_request.access_request_id, Choice(role=USER.value)),
        lambda: withdraw_role(ports, actor, account_id, colleague.grant_id),
    )


def reset(account: Account, number: int) -> None:
    """Leave the founder as the only administrator and no access request pending."""
    for grant in account.ports.store.account_grants(account.account_id):
        if grant.email not in (str(FOUNDER.email), str(COLLEAGUE.email)) or grant.origin == "access_request":
            account.withdraw(grant)
    founder = account.caller(FOUNDER)
    for waiting in requests.inbox_of(account.ports, account.account_id).waiting:
        requests.decline(account.ports, founder, waiting.access_request_id, f"Round {number}.")


def test_no_event_of_administrator_follows_withdrawal_of_role(account: Account) -> None:
    account.give(COLLEAGUE.email, USER)
    withdrawn: list[Grant] = []
    for number in range(ROUNDS):
        grant = account.give(ACTOR.email, ADMIN)
        acts = acts_of(account, account.caller(ACTOR), number)
        at_once([*acts, lambda grant=grant: account.withdraw(grant)])  # type: ignore[misc]
        withdrawn.append(grant)
        reset(account, number)
    ends, acted = {}, []
    for event in account.ports.store.account_events(account.account_id):
        if event.kind is EventKind.ROLE_WITHDRAWN:
            ends[event.details["role_id"]] = event.sequence
        if event.actor.who == ACTOR.person_id:
            acted.append(event.sequence)
    starts = {
        event.details["role_id"]: event.sequence
        for event in account.ports.store.account_events(account.account_id)
        if event.kind is EventKind.ROLE_GRANTED
    }
    terms = [range(starts[grant.grant_id], ends[grant.grant_id]) for grant in withdrawn]
    assert [sequence for sequence in acted if not any(sequence in term for term in terms)] == []
    assert len(terms) == ROUNDS
    # The races of the feed append to trails that have no record.
    trails = [one for one in all_trail_ids(account.container) if not one.startswith(FEED_TRAIL)]
    assert [str(verdict) for verdict in verified(account.container, trails) if not verdict.is_intact] == []


def test_role_withdrawn_during_address_change_leaves_no_rows(account: Account) -> None:
    for number in range(ROUNDS):
        grant = account.give(ACTOR.email, USER)
        claim_at_sign_in(account.ports, ACTOR)
        moved = replace(ACTOR, email=MailAddress(f"moved{number}", "races.example"))
        claimed = next(
            known
            for known in account.ports.store.account_grants(account.account_id)
            if known.grant_id == grant.grant_id
        )
        at_once(
            [
                lambda moved=moved: claim_at_sign_in(account.ports, moved),  # type: ignore[misc]
                lambda claimed=claimed: account.withdraw(claimed),  # type: ignore[misc]
            ]
        )
        rows = account.container.table.scan(begins_with("sk", keys.GRANT_PREFIX) & contains("document", grant.grant_id))
        assert [row.key for row in rows] == []
