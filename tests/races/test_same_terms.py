"""Administrators who have seen the same, and calls with the same key, at once on DynamoDB Local."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from chalicelib.bootstrap import Container
from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.accounts.administration import Alteration
from chalicelib.domain.accounts.importing import read_row
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.services.accounts import administration
from chalicelib.services.accounts.importing import import_batch
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.terms import AnsweredBefore, Terms
from chalicelib.services.unit_of_work.writes import KeptAnswer
from infra.verify import holds

pytestmark = pytest.mark.races

ROUNDS = 50
DOMAIN = "terms.example"
PEOPLE = [Person(f"person-{name}", MailAddress(name, DOMAIN), name, "en", frozenset()) for name in ("one", "two")]
Act = Callable[[], object]


@pytest.fixture(scope="module")
def account(container: Container) -> SmartAccount:
    ports = container.ports
    import_batch(ports, [read_row("Terms", [DOMAIN], "", [str(person.email) for person in PEOPLE], ports.rules)])
    (lock,) = ports.store.locks(DOMAIN)
    found = ports.store.account(lock.account_id)
    assert found is not None
    return found


def at_once(acts: Sequence[Act]) -> list[object]:
    """Run all actions at the same instant; return what each returned or raised."""
    barrier = Barrier(len(acts))

    def run(act: Act) -> object:
        barrier.wait()
        try:
            return act()
        except (Refused, AnsweredBefore) as raised:
            return raised

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def renaming(container: Container, account: SmartAccount, name: str, person: Person, terms: Terms) -> Act:
    ports = replace(container.ports, terms=terms)
    caller = Caller(person, ports.store.grants(person.person_id, str(person.email)))
    return lambda: administration.change_account(ports, caller, account.account_id, Alteration(name))


def test_of_two_administrators_who_have_seen_the_same_one_wins(container: Container, account: SmartAccount) -> None:
    for number in range(ROUNDS):
        before = container.ports.store.account(account.account_id)
        assert before is not None
        terms = Terms(seen=[before.revision])
        names = [f"Name {number} of {person.name}" for person in PEOPLE]
        pairs = zip(PEOPLE, names, strict=True)
        results = at_once([renaming(container, account, name, person, terms) for person, name in pairs])
        (winner,) = (result for result in results if isinstance(result, SmartAccount))
        (loser,) = (result for result in results if isinstance(result, Refused))
        assert loser.problem is Problem.PRECONDITION_FAILED
        after = container.ports.store.account(account.account_id)
        assert after is not None
        assert (after.account_name, after.revision) == (winner.account_name, winner.revision)
    assert holds(container, account.account_id)


def keeping(number: int) -> Terms:
    def keep(result: object, now: datetime) -> KeptAnswer:
        name = result.account_name if isinstance(result, SmartAccount) else ""
        return KeptAnswer(f"race-{number}", "body", 200, {}, name, now + timedelta(days=1))

    return Terms(keep=keep)


def test_of_calls_with_the_same_key_one_is_carried_out(container: Container, account: SmartAccount) -> None:
    for number in range(ROUNDS):
        name, terms = f"Key {number}", keeping(number)
        results = at_once([renaming(container, account, name, person, terms) for person in PEOPLE * 2])
        assert sum(isinstance(result, SmartAccount) for result in results) == 1
        kept = [result.kept for result in results if isinstance(result, AnsweredBefore)]
        assert [one.body for one in kept] == [name] * 3
        assert container.ports.store.kept_answer(f"race-{number}") == kept[0]
    assert holds(container, account.account_id)
