"""The largest transaction of every use case is as large as computed, and no larger than is allowed."""

import ast
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import chalicelib.services
from chalicelib.domain.policy import Policy
from chalicelib.services.unit_of_work.transaction_size import MOST_ACTIONS, largest_transactions
from chalicelib.services.unit_of_work.writes import Reindex
from tests.adapters.dynamodb.largest_offers import ABOUT_OFFERS
from tests.adapters.dynamodb.largest_sign_ins import ABOUT_SIGN_IN
from tests.adapters.dynamodb.largest_transactions import ABOUT_REQUESTS, OTHERS, large_account
from tests.backends.aws_clients import event_hook
from tests.world import SETTINGS, TABLE, World
from tests.world import aws_world as new_world

pytestmark = pytest.mark.aws

USE_CASES = {**ABOUT_REQUESTS, **ABOUT_SIGN_IN, **ABOUT_OFFERS, **OTHERS}
SERVICES = Path(chalicelib.services.__file__).parent
COMMITS = {"run_transaction", "run_transaction_for", "commit"}
MANY_ADDRESSES = Policy(customer_addresses=20, mails_per_organisation=100)


@contextmanager
def transaction_sizes() -> Iterator[list[int]]:
    """The numbers of actions of the transactions that DynamoDB is given meanwhile."""
    sizes: list[int] = []

    def count(params: dict[str, Any], **_: Any) -> None:
        sizes.append(len(json.loads(params["body"])["TransactItems"]))

    with event_hook(TABLE.client, "before-call.dynamodb.TransactWriteItems", count):
        yield sizes


def largest(world: World, prepare: Callable[[World], Callable[[], object]]) -> int:
    act = prepare(world)
    with transaction_sizes() as sizes:
        act()
    return max(sizes)


@pytest.mark.parametrize("use_case", USE_CASES)
def test_the_largest_transaction_is_as_large_as_computed(world: World, use_case: str) -> None:
    found = largest(world, USE_CASES[use_case])
    assert found == largest_transactions(world.ports.policy)[use_case]


@pytest.mark.parametrize("use_case", ABOUT_REQUESTS)
def test_with_more_addresses_it_is_as_large_as_computed_too(use_case: str) -> None:
    with new_world(replace(SETTINGS, policy=MANY_ADDRESSES)) as world:
        assert largest(world, ABOUT_REQUESTS[use_case]) == largest_transactions(MANY_ADDRESSES)[use_case]


def test_no_transaction_of_the_default_policy_has_more_actions_than_are_allowed() -> None:
    assert {name: size for name, size in largest_transactions(Policy()).items() if size > MOST_ACTIONS} == {}


def test_rebuilding_the_index_of_an_account_fits(world: World) -> None:
    account = large_account(world).row
    with transaction_sizes() as sizes:
        world.ports.store.commit([Reindex(account, stale=(("SEARCH#phrase#old", "old"),))])
    assert sizes[0] <= MOST_ACTIONS


def test_every_use_case_that_commits_is_computed_and_tried() -> None:
    assert set(use_cases()) == largest_transactions(Policy()).keys() == USE_CASES.keys()


def use_cases() -> Iterator[str]:
    """The public functions of the services that commit, themselves or by private functions of their module."""
    for path in SERVICES.rglob("*.py"):
        module = ".".join(path.relative_to(SERVICES).with_suffix("").parts)
        if not module.startswith("unit_of_work"):
            calls = calls_of(path)
            yield from (f"{module}.{name}" for name in calls if name[0] != "_" and commits(name, calls))


def calls_of(path: Path) -> Mapping[str, set[str]]:
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
