"""What proofs and recoveries of an account read tells nobody without a role on it whether it is there."""

from collections.abc import Callable, Mapping
from contextlib import suppress

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person
from chalicelib.domain.recovery.states import RecoveryStatus
from chalicelib.services.proofs.asking import ask_for_proof, proofs_of
from chalicelib.services.recovery.asking import ask_for_recovery
from chalicelib.services.unit_of_work.caller import Caller
from tests.backends.observable_table import calls_of
from tests.services.access.stories import Account
from tests.services.recovery.closed_accounts import none_and_closed
from tests.services.recovery.conftest import CANDIDATE, Recovering
from tests.world import REVIEWER, World, person

Ask = Callable[[World, Caller, str], object]
ASKED: Mapping[str, Ask] = {
    "recovery": lambda world, caller, account_id: ask_for_recovery(world.ports, caller, account_id),
    "list of proofs": lambda world, caller, account_id: proofs_of(world.ports, caller, account_id, 25, None),
    "proof": lambda world, caller, account_id: ask_for_proof(world.ports, caller, "univ.example", account_id),
    "proof of another domain": lambda world, caller, account_id: ask_for_proof(
        world.ports, caller, "elsewhere.example", account_id
    ),
}
# Of somebody at the domain, of a stranger and of a reviewer.
PEOPLE = {"candidate": CANDIDATE, "stranger": person("it@elsewhere.example"), "reviewer": REVIEWER}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("by", PEOPLE.values(), ids=PEOPLE)
@pytest.mark.parametrize("holds_proofs", [False, True])
def test_closed_accounts_are_refused_as_none_is_by_the_same_calls_for_the_same_keys(
    world: World, ask: Ask, by: Person, holds_proofs: bool
) -> None:
    if holds_proofs:
        # Another person's, or of another domain: none of which opens the account.
        for who, domain in ((person("other@univ.example"), "univ.example"), (by, "far.example")):
            Recovering(world, Account(world, "", "", "")).prove(who, domain)
    told = {}
    for name, account_id in none_and_closed(world):
        with calls_of(world.table) as calls, pytest.raises(Refused) as refusal:
            ask(world, Caller(by, ()), account_id)
        assert refusal.value.problem is Problem.ACCOUNT_UNKNOWN
        told[name] = (calls, refusal.value.facts, refusal.value.errors, refusal.value.retry_after)
    assert {name: one for name, one in told.items() if one != told["unknown"]} == {}


def test_a_proof_of_the_domain_opens_a_restricted_account_and_none_in_review_or_cancelled(world: World) -> None:
    recovering = Recovering(world, Account(world, "", "", ""))
    recovering.prove()
    opened = {}
    for name, account_id in none_and_closed(world):
        with suppress(Refused):
            opened[name] = ask_for_recovery(world.ports, recovering.caller(), account_id).status
    assert opened == {"restricted": RecoveryStatus.NOTICE}
