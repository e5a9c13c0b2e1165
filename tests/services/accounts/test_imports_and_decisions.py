"""Imports and decisions in any order: no decision is undone, rows agree, every trail holds."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chalicelib.domain.accounts.administration import Alteration
from chalicelib.services.accounts import administration
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.services.accounts.import_stories import (
    ADMIN,
    DOMAIN,
    NAME,
    again,
    assert_consistent,
    give,
    listed,
    moved,
    the_account,
    withdraw,
)
from tests.world import person, world

ADDRESSES = [f"n{number}@univ.example" for number in range(4)]
NAMES = st.sampled_from([NAME, "Another Name", "A Third Name"])
Operation = Callable[["History"], None]


class History:
    """What has happened to the account, as far as a later import could undo it."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.gone: set[str] = set()
        self.last = self.chosen = NAME
        self.numbers = count(1)

    @property
    def others(self) -> list[str]:
        """The administrators other than the acting one."""
        return [email for email in listed(self.account) if email != ADMIN]


def importing(name: str | None, people: list[str]) -> Operation:
    def operation(history: History) -> None:
        again(history.account.world, name, "", people)
        if name is not None and history.chosen in (history.last, name):
            history.last = history.chosen = name

    return operation


def renaming(name: str) -> Operation:
    def operation(history: History) -> None:
        ports, caller = history.account.world.ports, history.account.caller(ADMINISTRATOR)
        administration.change_account(ports, caller, history.account.account_id, Alteration(name))
        history.chosen = name

    return operation


def granting(email: str) -> Operation:
    def operation(history: History) -> None:
        if email not in listed(history.account):
            give(history.account, email)
        history.gone.discard(email)

    return operation


def withdrawing(email: str) -> Operation:
    def operation(history: History) -> None:
        if email in history.others:
            withdraw(history.account, email)
            history.gone.add(email)

    return operation


def moving(email: str) -> Operation:
    """A person claims the role, then signs in with another address."""

    def operation(history: History) -> None:
        if email in history.others:
            number = next(history.numbers)
            holder = replace(person(email), person_id=f"person-{number}")
            moved(history.account, moved(history.account, holder, email), f"moved{number}@elsewhere.example")
            history.gone.add(email)

    return operation


OPERATIONS = st.one_of(
    st.builds(importing, st.none() | NAMES, st.lists(st.sampled_from(ADDRESSES), max_size=3)),
    st.builds(renaming, NAMES),
    st.builds(granting, st.sampled_from(ADDRESSES)),
    st.builds(withdrawing, st.sampled_from(ADDRESSES)),
    st.builds(moving, st.sampled_from(ADDRESSES)),
)


# Each example is a system of its own: shrinking a failing example would take minutes, so it is reported as found.
@settings(max_examples=15, deadline=None, phases=(Phase.reuse, Phase.generate), suppress_health_check=list(HealthCheck))
@given(st.lists(OPERATIONS, min_size=3, max_size=8))
def test_imports_never_undo_decisions(operations: list[Operation]) -> None:
    with world() as new:
        new.import_account(NAME, DOMAIN, (ADMIN, *ADDRESSES[:2]))
        history = History(the_account(new))
        for operation in operations:
            operation(history)
            assert history.account.row.account_name == history.chosen
            assert not history.gone & set(listed(history.account))
        assert_consistent(new)
