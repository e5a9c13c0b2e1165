"""Before a change of the sign-in provider the operator records who has which address, and decides what is undecided."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib import bootstrap
from chalicelib.adapters.oidc.bearer_tokens import person_id_of
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.identity.moved_identity import Issuers
from chalicelib.domain.identity.person import Person
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.sign_in.identities import Identities
from tests.infra.operations.operating import run_command
from tests.services.access.stories import COLLEAGUE, Account
from tests.services.sign_in.moving import LENGTH, PRESENT, stranger
from tests.world import PARTNER, SETTINGS, World

FORMER = SETTINGS.oidc_issuer
USER = AccessRole.SMART_ACCOUNT_USER
Capture = pytest.CaptureFixture[str]


def after_the_change(world: World, who: Person) -> Person:
    """Sign in with the person's address at the next issuer."""
    issuers = Issuers(PRESENT, FORMER, world.clock.now() + LENGTH)
    return Identities(world.ports, issuers).at_sign_in(replace(who, person_id=f"new-identity-of-{who.email}"))


def with_address_of(who: Person, subject: str) -> Person:
    """Return another person whom the provider has given the same address."""
    return replace(who, person_id=person_id_of(FORMER, subject))


@pytest.fixture
def account(operated: World) -> Account:
    """A request, an access request, and a claimed role, each of somebody who used bearer tokens alone."""
    account = Account.of(operated)
    operated.submit(domain_identifier="labs.example", customer_emails=("it@labs.example",))
    account.ask(stranger("asker"), USER)
    account.give(COLLEAGUE, USER)
    claim_at_sign_in(operated.ports, COLLEAGUE)
    return account


def test_who_requested_or_has_a_role_is_recorded_once_and_claimed_after_the_change(
    account: Account, capsys: Capture
) -> None:
    recorded = run_command(capsys, "record-holders")
    assert recorded == (0, {"issuer": FORMER, "recorded": 3, "holders_by_issuer": {FORMER: 3}, "undecided": []})
    assert run_command(capsys, "record-holders")[1]["recorded"] == 0
    for who in (PARTNER, stranger("asker"), COLLEAGUE):
        assert after_the_change(account.world, who) == who


def test_an_address_of_two_persons_is_listed_masked_and_claimed_by_the_subject_whom_the_operator_names(
    account: Account, capsys: Capture
) -> None:
    world, successor = account.world, with_address_of(PARTNER, "successor")
    world.submit(by=successor, domain_identifier="second.example", customer_emails=("it@second.example",))

    status, shown = run_command(capsys, "record-holders")
    persons = {PARTNER.person_id, successor.person_id}
    (undecided,) = shown["undecided"]
    assert (status, undecided["address"], set(undecided["persons"])) == (1, PARTNER.email.masked, persons)
    assert after_the_change(world, PARTNER).person_id.startswith("new-identity")

    assert run_command(capsys, "record-holders", "--subject", "nobody")[0] == 2
    assert run_command(capsys, "record-holders", "--subject", "successor")[0] == 0
    assert after_the_change(world, PARTNER) == successor


def test_whom_a_sign_in_has_recorded_is_not_doubted(account: Account, capsys: Capture) -> None:
    successor = with_address_of(PARTNER, "successor")
    Identities(account.world.ports, Issuers(FORMER)).at_sign_in(successor)

    assert run_command(capsys, "record-holders")[0] == 0
    assert after_the_change(account.world, PARTNER) == successor


def test_after_the_change_it_records_for_the_former_issuer_if_told_so(account: Account, capsys: Capture) -> None:
    assert run_command(capsys, "record-holders", "--former")[0] == 2

    late = replace(SETTINGS, oidc_issuer=PRESENT, oidc_former_issuer=FORMER)
    bootstrap.use(replace(account.world.container, settings=late))
    assert run_command(capsys, "record-holders", "--former")[1]["issuer"] == FORMER
    assert after_the_change(account.world, PARTNER) == PARTNER


@pytest.mark.parametrize("killed_at", range(3))
def test_a_run_that_was_killed_is_run_again(account: Account, capsys: Capture, killed_at: int) -> None:
    store, commits = account.world.ports.store, iter(range(killed_at))
    commit: Callable[..., None] = store.commit

    def killed(changes: object) -> None:
        if next(commits, None) is None:
            raise KeyboardInterrupt
        commit(changes)

    store.commit = killed  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        run_command(capsys, "record-holders")
    store.commit = commit  # type: ignore[method-assign]

    status, shown = run_command(capsys, "record-holders")
    assert (status, shown["recorded"]) == (0, 3 - killed_at)
