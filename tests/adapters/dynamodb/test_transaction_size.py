"""The largest transaction of every use case is as large as computed, and no larger than is allowed."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import chalicelib.services
from chalicelib.domain.policy import Policy
from chalicelib.services.unit_of_work.terms import Terms
from chalicelib.services.unit_of_work.transaction_size import MOST_ACTIONS, NO_ANSWER_KEPT, largest_transactions
from chalicelib.services.unit_of_work.writes import KeptAnswer, Reindex
from tests.adapters.dynamodb.feed.largest import ABOUT_FEEDS
from tests.adapters.dynamodb.largest_offers_and_waits import ABOUT_OFFERS, WAITS
from tests.adapters.dynamodb.largest_sign_ins import ABOUT_SIGN_IN
from tests.adapters.dynamodb.largest_transactions import ABOUT_REQUESTS, OTHERS, large_account
from tests.adapters.dynamodb.programs.largest import ABOUT_PROGRAMS
from tests.adapters.dynamodb.proofs.largest import ABOUT_PROOFS
from tests.adapters.dynamodb.recovery.largest import ABOUT_RECOVERIES
from tests.adapters.dynamodb.webhooks.largest import ABOUT_WEBHOOKS
from tests.backends.observable_table import Call, calls_of
from tests.world import SETTINGS, World
from tests.world import world as new_world

USE_CASES = {**ABOUT_REQUESTS, **ABOUT_SIGN_IN, **ABOUT_OFFERS, **WAITS, **ABOUT_PROOFS, **ABOUT_RECOVERIES}
USE_CASES |= {**OTHERS, **ABOUT_FEEDS, **ABOUT_PROGRAMS, **ABOUT_WEBHOOKS}
SERVICES = Path(chalicelib.services.__file__).parent
COMMITS = {"run_transaction", "run_transaction_for", "commit"}
MANY_ADDRESSES = Policy(customer_addresses=20, mails_per_organisation=100)


def sizes(calls: Sequence[Call]) -> list[int]:
    """The numbers of operations of the transactions among these calls."""
    return [len(call.given[0]) for call in calls if call.verb == "transact"]


def largest(world: World, use_case: str) -> int:
    """The size of the largest transaction of a use case, by a call with an idempotency key where there is one."""
    act = USE_CASES[use_case](world)
    if use_case not in NO_ANSWER_KEPT:
        terms = Terms(keep=lambda _, now: KeptAnswer("kept", "", 200, {}, "", now + timedelta(days=1)))
        world.container = replace(world.container, ports=replace(world.ports, terms=terms))
    with calls_of(world.table) as calls:
        act()
    return max(sizes(calls))


@pytest.mark.parametrize("use_case", USE_CASES)
def test_the_largest_transaction_is_as_large_as_computed(world: World, use_case: str) -> None:
    found = largest(world, use_case)
    assert found == largest_transactions(world.ports.policy)[use_case]


@pytest.mark.parametrize("use_case", ABOUT_REQUESTS)
def test_with_more_addresses_it_is_as_large_as_computed_too(use_case: str) -> None:
    with new_world(replace(SETTINGS, policy=MANY_ADDRESSES)) as world:
        assert largest(world, use_case) == largest_transactions(MANY_ADDRESSES)[use_case]


def test_no_transaction_of_the_default_policy_has_more_actions_than_are_allowed() -> None:
    assert {name: size for name, size in largest_transactions(Policy()).items() if size > MOST_ACTIONS} == {}


def test_rebuilding_the_index_of_an_account_fits(world: World) -> None:
    account = large_account(world).row
    with calls_of(world.table) as calls:
        world.ports.store.commit([Reindex(account, stale=(("SEARCH#phrase#old", "old"),))])
    assert sizes(calls)[0] <= MOST_ACTIONS


def test_every_use_case_that_commits_is_computed_and_tried() -> None:
    assert set(use_cases()) == largest_transactions(Policy()).keys() == USE_CASES.keys()


def use_cases() -> Iterator[str]:
    """The public functions of the services that commit, themselves or by private functions of their module."""
    for path in SERVICES.rglob("*.py"):
        module = ".".join(path.relative_to(SERVICES).with_suffix("").parts)
        if not module.startswith("unit_of_work"):
            calls = called_in(path)
            yield from (f"{module}.{name}" for name in calls if name[0] != "_" and commits(name, calls))


def called_in(path: Path) -> Mapping[str, set[str]]:
    """The names that each function of the module calls."""
    functions = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]
    return {
        function.name: {
            call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
            for call in ast.walk(function)
            if isinstance(call, ast.Call)
        }
        for function in functions
    }


def commits(name: str, calls: Mapping[str, set[str]]) -> bool:
    private = (called for called in calls[name] if called.startswith("_") and called in calls and called != name)
    return bool(calls[name] & COMMITS) or any(commits(called, calls) for called in private)
