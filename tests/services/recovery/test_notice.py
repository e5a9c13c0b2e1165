"""Seven days' notice: its mails once each, what ends it, and what it comes to."""

import pytest

from chalicelib.domain.accounts.account import AccessRole, GrantOrigin
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import EventKind
from chalicelib.domain.recovery.recovery import Evidence
from chalicelib.domain.recovery.states import RecoveryStatus
from chalicelib.services.access.roles import withdraw_role
from chalicelib.services.proofs.asking import withdraw_proof
from chalicelib.services.recovery.objecting import look, object_to_recovery
from tests.services.recovery.conftest import ADMINISTRATOR, CANDIDATE, Recovering
from tests.ses import report
from tests.world import person

ADMIN = str(ADMINISTRATOR.email)
VIEWER = person("viewer@univ.example")


def notices(recovering: Recovering, to: str = ADMIN) -> int:
    return sum("/recovery-objections/" in text for text in recovering.mails_to(to))


def test_a_fresh_proof_begins_the_notice_and_seven_days_later_the_candidate_is_an_administrator_too(
    recovering: Recovering,
) -> None:
    recovering.prove()
    asked = recovering.ask()
    assert (asked.status, asked.evidence) == (RecoveryStatus.NOTICE, Evidence.OWNERSHIP_PROOF)
    for _ in range(6):
        recovering.pass_(days=1)
    recovering.pass_(hours=23, minutes=59)
    assert recovering.administrators() == [ADMIN]
    recovering.pass_(minutes=1)
    assert recovering.current.status is RecoveryStatus.RECOVERED
    assert recovering.administrators() == [ADMIN, "it@univ.example"]
    assert [one.email for one in recovering.account.row.administrators] == [ADMIN, "it@univ.example"]
    [grant] = recovering.caller().grants
    assert (grant.origin, grant.claimed_by) == (GrantOrigin.RECOVERY, CANDIDATE.person_id)
    assert recovering.kinds == [
        EventKind.RECOVERY_ASKED,
        EventKind.RECOVERY_REMINDED,
        EventKind.RECOVERY_REMINDED,
        EventKind.RECOVERED,
    ]
    events = recovering.world.ports.store.account_events(recovering.account.account_id)
    assert events[-1].kind is EventKind.ROLE_GRANTED
    assert events[-1].details["recovery_id"] == asked.recovery_id


def test_everybody_is_mailed_once_on_days_0_3_and_6(recovering: Recovering) -> None:
    recovering.prove()
    recovering.ask()
    counts = [notices(recovering)]
    for _ in range(7):
        recovering.pass_(days=1)
        counts.append(notices(recovering))
    assert counts == [1, 1, 1, 2, 2, 2, 3, 3]
    assert notices(recovering, "it@univ.example") == 0


def test_where_the_schedule_was_away_missed_days_are_one_mail_and_the_end_waits_a_day(recovering: Recovering) -> None:
    recovering.ask()
    recovering.approve_twice()
    recovering.world.work()
    recovering.pass_(days=30)
    assert (notices(recovering), recovering.current.status) == (2, RecoveryStatus.NOTICE)
    recovering.pass_(hours=23)
    assert recovering.current.status is RecoveryStatus.NOTICE
    recovering.pass_(hours=1)
    assert (notices(recovering), recovering.current.status) == (2, RecoveryStatus.RECOVERED)


def test_role_holders_and_former_administrators_are_mailed_too(recovering: Recovering) -> None:
    account = recovering.account
    account.give(VIEWER, AccessRole.SMART_ACCOUNT_VIEWER)
    successor = account.give(person("successor@univ.example"), AccessRole.SMART_ACCOUNT_ADMINISTRATOR)
    [grant] = account.caller(ADMINISTRATOR).grants
    withdraw_role(recovering.world.ports, successor, account.account_id, grant.grant_id)
    recovering.prove()
    recovering.ask()
    addresses = (ADMIN, str(VIEWER.email), "successor@univ.example")
    assert [notices(recovering, to) for to in addresses] == [1, 1, 1]


def test_objection_by_a_present_administrator_ends_it(recovering: Recovering) -> None:
    recovering.prove()
    recovering.ask()
    token = recovering.objection_of(ADMIN)
    before = recovering.world.rows()
    assert look(recovering.world.ports, token).status is RecoveryStatus.NOTICE
    assert recovering.world.rows() == before
    assert object_to_recovery(recovering.world.ports, token).status is RecoveryStatus.STOPPED
    recovering.pass_(days=10)
    assert recovering.administrators() == [ADMIN]
    assert recovering.kinds == [EventKind.RECOVERY_ASKED, EventKind.RECOVERY_STOPPED]
    assert "objected" in recovering.mails_to("it@univ.example")[-1]
    with pytest.raises(Refused) as refusal:
        object_to_recovery(recovering.world.ports, token)
    assert refusal.value.problem is Problem.ACTION_NOT_ALLOWED


def test_objection_by_another_role_holder_goes_back_to_the_reviewers_and_once(recovering: Recovering) -> None:
    recovering.account.give(VIEWER, AccessRole.SMART_ACCOUNT_VIEWER)
    recovering.prove()
    recovering.ask()
    token = recovering.objection_of(str(VIEWER.email))
    assert object_to_recovery(recovering.world.ports, token).status is RecoveryStatus.IN_REVIEW
    before = recovering.world.rows()
    assert object_to_recovery(recovering.world.ports, token).status is RecoveryStatus.IN_REVIEW
    assert recovering.world.rows() == before
    assert object_to_recovery(recovering.world.ports, recovering.objection_of(ADMIN)).status is RecoveryStatus.STOPPED


def test_after_an_objection_two_reviewers_begin_another_notice_whose_older_links_are_superseded(
    recovering: Recovering,
) -> None:
    recovering.account.give(VIEWER, AccessRole.SMART_ACCOUNT_VIEWER)
    recovering.prove()
    recovering.ask()
    older = recovering.objection_of(str(VIEWER.email))
    object_to_recovery(recovering.world.ports, older)
    assert recovering.approve_twice().status is RecoveryStatus.NOTICE
    with pytest.raises(Refused) as refusal:
        look(recovering.world.ports, older)
    assert refusal.value.problem is Problem.LINK_SUPERSEDED
    assert look(recovering.world.ports, recovering.objection_of(ADMIN)).notices == 2
    recovering.pass_(days=8)
    recovering.pass_(days=1)
    assert recovering.current.status is RecoveryStatus.RECOVERED


def test_a_proof_that_no_longer_counts_sends_it_to_the_reviewers(recovering: Recovering) -> None:
    proof = recovering.prove()
    recovering.ask()
    withdraw_proof(recovering.world.ports, recovering.caller(), proof.proof_id)
    recovering.pass_(days=7)
    assert recovering.current.status is RecoveryStatus.IN_REVIEW
    assert recovering.kinds == [EventKind.RECOVERY_ASKED, EventKind.RECOVERY_PROOF_LOST]
    assert recovering.administrators() == [ADMIN]


def test_a_proof_that_lapsed_while_the_schedule_was_away_gives_nobody_a_role(recovering: Recovering) -> None:
    recovering.prove()
    recovering.ask()
    recovering.pass_(days=30)
    assert recovering.current.status is RecoveryStatus.IN_REVIEW
    assert recovering.administrators() == [ADMIN]


def test_an_address_that_does_not_work_is_mailed_no_more(recovering: Recovering) -> None:
    recovering.prove()
    recovery = recovering.ask()
    recovering.world.work()
    store = recovering.world.ports.store
    [mail] = [one for one in store.mails_of(recovery.recovery_id) if one.draft.to == ADMIN]
    report(recovering.world, mail, "Bounce")
    recovering.pass_(days=3)
    assert notices(recovering) == 1


def test_the_links_of_approvers_and_of_objections_are_no_credential_for_each_other(recovering: Recovering) -> None:
    recovering.prove()
    recovering.ask()
    token = recovering.objection_of(ADMIN)
    with pytest.raises(Refused):
        recovering.world.ports.links.read(token)
    request = recovering.world.submit(domain_identifier="other.example", customer_emails=("a@other.example",))
    for wrong in (recovering.world.token(request), token[:-1], token + "x", ""):
        with pytest.raises(Refused) as refusal:
            look(recovering.world.ports, wrong)
        assert refusal.value.problem is Problem.LINK_UNKNOWN
