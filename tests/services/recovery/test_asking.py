"""Who may ask for a recovery, by what evidence, and how often."""

from dataclasses import replace

import pytest

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import EventKind
from chalicelib.domain.identity.person import Person
from chalicelib.domain.recovery.recovery import Evidence
from chalicelib.domain.recovery.states import RecoveryStatus
from chalicelib.services.recovery.asking import own_recoveries, recoveries_under_way, withdraw_recovery
from chalicelib.services.recovery.reviewing import approve_recovery, decline_recovery
from tests.services.access.stories import Account
from tests.services.recovery.conftest import ADMINISTRATOR, CANDIDATE, SECOND_REVIEWER, Recovering
from tests.world import REVIEWER, World, person

STRANGER = person("it@elsewhere.example")


def problem_of(recovering: Recovering, by: Person = CANDIDATE) -> Problem:
    with pytest.raises(Refused) as refusal:
        recovering.ask(by)
    return refusal.value.problem


def test_without_a_proof_two_reviewers_approve_each_with_a_reason(recovering: Recovering) -> None:
    assert recovering.ask().status is RecoveryStatus.IN_REVIEW
    assert recovering.approve(REVIEWER, "I rang them.").status is RecoveryStatus.IN_REVIEW
    with pytest.raises(Refused) as again:
        recovering.approve(REVIEWER)
    assert again.value.problem is Problem.ALREADY_DECIDED
    with pytest.raises(Refused) as silent:
        recovering.approve(SECOND_REVIEWER, " ")
    assert silent.value.problem is Problem.REASON_REQUIRED
    after = recovering.approve(SECOND_REVIEWER, "I know her.")
    assert (after.status, after.evidence) == (RecoveryStatus.NOTICE, Evidence.REVIEWERS)
    assert [one.reason for one in after.approvals] == ["I rang them.", "I know her."]
    assert recovering.administrators() == [str(ADMINISTRATOR.email)]


def test_a_reviewer_declines_with_a_reason_that_the_candidate_sees(recovering: Recovering) -> None:
    recovery = recovering.ask()
    ports = recovering.world.ports
    with pytest.raises(Refused) as silent:
        decline_recovery(ports, recovering.caller(REVIEWER), recovery.recovery_id, "")
    assert silent.value.problem is Problem.REASON_REQUIRED
    after = decline_recovery(ports, recovering.caller(REVIEWER), recovery.recovery_id, "Nobody there knows them.")
    assert (after.status, after.reason) == (RecoveryStatus.DECLINED, "Nobody there knows them.")
    assert recovering.ask().status is RecoveryStatus.IN_REVIEW


def test_a_candidate_never_approves_their_own_recovery(recovering: Recovering) -> None:
    recovery = recovering.ask()
    other_spelling = replace(REVIEWER, email=CANDIDATE.email)
    for own in (replace(CANDIDATE, groups=REVIEWER.groups), other_spelling):
        with pytest.raises(Refused) as refusal:
            approve_recovery(recovering.world.ports, recovering.caller(own), recovery.recovery_id, "It is me.")
        assert refusal.value.problem is Problem.OWN_REQUEST


@pytest.mark.parametrize(
    ("email", "problem"),
    [
        ("it@elsewhere.example", Problem.RECOVERY_ADDRESS_REQUIRED),
        ("it@labs.univ.example", Problem.RECOVERY_ADDRESS_REQUIRED),
        ("it@gmail.com", Problem.RECOVERY_ADDRESS_REQUIRED),
        (str(ADMINISTRATOR.email), Problem.ACCESS_ALREADY_GRANTED),
    ],
)
def test_only_an_address_at_the_domain_or_above_makes_a_candidate(
    recovering: Recovering, email: str, problem: Problem
) -> None:
    assert problem_of(recovering, person(email)) is problem


def test_an_address_above_the_accounts_domain_makes_a_candidate(world: World) -> None:
    recovering = Recovering(world, Account.of(world, domain="labs.univ.example"))
    assert recovering.ask(CANDIDATE).status is RecoveryStatus.IN_REVIEW


def test_a_proof_older_than_a_day_or_of_another_person_is_no_evidence(recovering: Recovering) -> None:
    recovering.prove(person("other@univ.example"))
    recovering.prove()
    recovering.world.clock.advance(days=1)
    assert recovering.ask().status is RecoveryStatus.IN_REVIEW


def test_where_anybody_can_have_a_mailbox_there_is_no_recovery(world: World) -> None:
    recovering = Recovering(world, Account.of(world, domain="praxis.hin.ch"))
    assert problem_of(recovering, person("arzt@praxis.hin.ch")) is Problem.RECOVERY_NOT_POSSIBLE


def test_one_at_a_time(recovering: Recovering) -> None:
    recovering.ask()
    assert problem_of(recovering, person("other@univ.example")) is Problem.RECOVERY_EXISTS
    assert problem_of(recovering) is Problem.RECOVERY_EXISTS


def test_one_notice_in_90_days_however_it_ended(recovering: Recovering) -> None:
    recovering.prove()
    recovery = recovering.ask()
    withdraw_recovery(recovering.world.ports, recovering.caller(), recovery.recovery_id)
    assert problem_of(recovering) is Problem.RECOVERY_TOO_SOON
    recovering.world.clock.advance(days=89, hours=23)
    assert problem_of(recovering) is Problem.RECOVERY_TOO_SOON
    recovering.world.clock.advance(hours=1)
    assert recovering.ask().status is RecoveryStatus.IN_REVIEW


def test_what_came_to_no_notice_does_not_keep_others_from_asking(recovering: Recovering) -> None:
    recovery = recovering.ask()
    withdraw_recovery(recovering.world.ports, recovering.caller(), recovery.recovery_id)
    other = person("other@univ.example")
    assert recovering.ask(other).candidate.email == "other@univ.example"
    assert own_recoveries(recovering.world.ports, recovering.caller(), 9, None).items == []


def test_reviewers_who_do_not_decide_in_14_days_end_it(recovering: Recovering) -> None:
    recovering.ask()
    recovering.pass_(days=14)
    assert recovering.current.status is RecoveryStatus.EXPIRED
    assert recovering.kinds == [EventKind.RECOVERY_ASKED, EventKind.RECOVERY_EXPIRED]
    assert recoveries_under_way(recovering.world.ports, 9, None).items == []


def test_what_is_under_way_is_listed_until_it_ends(recovering: Recovering) -> None:
    recovery = recovering.ask()
    ports = recovering.world.ports
    pages = (recoveries_under_way(ports, 9, None), own_recoveries(ports, recovering.caller(), 9, None))
    assert [[one.recovery_id for one in page.items] for page in pages] == [[recovery.recovery_id]] * 2
    withdraw_recovery(ports, recovering.caller(), recovery.recovery_id)
    assert recoveries_under_way(ports, 9, None).items == []


def test_nobody_else_sees_or_withdraws_it(recovering: Recovering) -> None:
    recovery = recovering.ask()
    ports = recovering.world.ports
    with pytest.raises(Refused) as refusal:
        withdraw_recovery(ports, recovering.caller(STRANGER), recovery.recovery_id)
    assert refusal.value.problem is Problem.RECOVERY_UNKNOWN
    with pytest.raises(Refused) as refusal:
        withdraw_recovery(ports, recovering.caller(ADMINISTRATOR), recovery.recovery_id)
    assert refusal.value.problem is Problem.ACTION_NOT_ALLOWED


@pytest.mark.parametrize("by", [STRANGER, CANDIDATE, REVIEWER])
def test_a_restricted_account_is_as_good_as_none(world: World, by: Person) -> None:
    recovering = Recovering(world, Account.of(world, "restricted"))
    refusals = []
    for account_id in (recovering.account.account_id, "no-such-account"):
        recovering.account.account_id = account_id
        with pytest.raises(Refused) as refusal:
            recovering.ask(by)
        refusals.append((refusal.value.problem, refusal.value.facts, refusal.value.errors))
    assert refusals == [(Problem.ACCOUNT_UNKNOWN, {}, ())] * 2


def test_a_restricted_account_is_recovered_by_a_proof_of_its_domain_or_by_a_role_on_it(world: World) -> None:
    recovering = Recovering(world, Account.of(world, "restricted"))
    recovering.account.give(CANDIDATE, AccessRole.SMART_ACCOUNT_VIEWER)
    assert recovering.ask().status is RecoveryStatus.IN_REVIEW
    withdraw_recovery(world.ports, recovering.caller(), recovering.current.recovery_id)
    other = person("other@univ.example")
    recovering.prove(other)
    assert recovering.ask(other).status is RecoveryStatus.NOTICE
