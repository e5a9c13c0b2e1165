"""The life of a proof, by the clock that is passed in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import EventKind
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.identity.domain_identifier import DomainIdentifier
from chalicelib.domain.identity.person import Requester
from chalicelib.domain.mails import MailKind
from chalicelib.domain.proofs.changes import asked, checked, expired, pressed, withdrawn
from chalicelib.domain.proofs.proof import DomainProof, Holder, HolderKind, proof_id_of
from chalicelib.domain.proofs.records import CheckResult
from chalicelib.domain.proofs.states import ProofStatus

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BY = Requester("p1", "it@univ.example", "Ira Technician", "fr")
DOMAIN = DomainIdentifier("univ.example", "univ.example", "univ.example", always_reviewed=False)
HOLDER = Holder(HolderKind.PERSON, "p1")
NEW = asked(None, HOLDER, DOMAIN, "abc", BY, START)
PROVED = checked(NEW.proof, CheckResult.FOUND, START + DAY).proof


def test_asking_says_so_in_the_trail_and_mails_the_record() -> None:
    assert NEW.proof.status is ProofStatus.ASKED
    assert NEW.proof.deadline == START + 30 * DAY
    assert NEW.proof.due_at == START + timedelta(minutes=5)
    assert NEW.event is not None
    assert NEW.event.kind is EventKind.DOMAIN_PROOF_ASKED
    assert (NEW.event.actor.role, NEW.event.actor.who) == (Role.REQUESTER, "p1")
    [mail] = NEW.mails
    assert (mail.kind, mail.to, mail.language) == (MailKind.DOMAIN_PROOF_ASKED, "it@univ.example", "fr")


def test_administrator_asks_in_the_name_of_the_account() -> None:
    change = asked(None, Holder(HolderKind.ACCOUNT, "a1"), DOMAIN, "abc", BY, START)
    assert change.event is not None
    assert change.event.actor.role is Role.ADMINISTRATOR
    assert change.event.details["holder_id"] == "a1"


def test_ids_of_other_holders_and_domains_differ() -> None:
    holders = [HOLDER, Holder(HolderKind.ACCOUNT, "p1"), Holder(HolderKind.PERSON, "p")]
    ids = {proof_id_of(holder, domain) for holder in holders for domain in ("univ.example", "1.univ.example")}
    assert len(ids) == 6


def test_record_that_is_found_proves_the_domain() -> None:
    change = checked(NEW.proof, CheckResult.FOUND, START + DAY)
    assert change.proof.status is ProofStatus.PROVED
    assert change.event is not None
    assert change.event.kind is EventKind.DOMAIN_PROVED
    assert change.proof.proved_at == change.proof.seen_at == START + DAY
    assert change.proof.due_at == START + 8 * DAY


@pytest.mark.parametrize("result", [one for one in CheckResult if one is not CheckResult.FOUND])
def test_nothing_else_proves_it(result: CheckResult) -> None:
    change = checked(NEW.proof, result, START + timedelta(minutes=5))
    assert (change.proof.status, change.event) == (ProofStatus.ASKED, None)
    assert change.proof.result is result
    assert change.proof.due_at == START + timedelta(hours=1)


def test_proof_expires_at_its_deadline_without_another_check() -> None:
    assert expired(NEW.proof, START + 30 * DAY - timedelta(seconds=1)) is None
    change = expired(NEW.proof, START + 30 * DAY)
    assert change is not None
    assert change.event is not None
    assert change.event.kind is EventKind.DOMAIN_PROOF_EXPIRED
    assert (change.proof.status, change.proof.due_at) == (ProofStatus.EXPIRED, None)
    assert change.mails == ()
    assert NEW.proof.status_at(START + 30 * DAY) is ProofStatus.EXPIRED


def test_proved_domain_outlives_the_deadline() -> None:
    assert expired(PROVED, START + 40 * DAY) is None


def test_proof_whose_record_is_gone_for_three_weeks_lapses() -> None:
    seen, missing = START + DAY, CheckResult.NO_RECORD
    after = PROVED
    for week in (1, 2):
        change = checked(after, missing, seen + week * 7 * DAY)
        assert (change.proof.status, change.event) == (ProofStatus.PROVED, None)
        after = change.proof
    assert after.due_at == seen + 21 * DAY
    change = checked(after, missing, seen + 21 * DAY)
    assert change.event is not None
    assert change.event.kind is EventKind.DOMAIN_PROOF_LAPSED
    assert (change.proof.status, change.proof.due_at) == (ProofStatus.LAPSED, None)
    assert [mail.kind for mail in change.mails] == [MailKind.DOMAIN_PROOF_LAPSED]


def test_proof_that_nobody_checks_for_three_weeks_no_longer_counts_and_is_back_when_its_record_is_seen() -> None:
    later = START + DAY + 21 * DAY
    assert PROVED.status_at(later) is ProofStatus.LAPSED
    assert not PROVED.state_at(later).counts
    change = checked(PROVED, CheckResult.FOUND, later)
    assert (change.proof.status_at(later), change.event) == (ProofStatus.PROVED, None)
    assert change.proof.proved_at == START + DAY


def test_record_that_comes_back_in_time_keeps_the_proof() -> None:
    after = checked(PROVED, CheckResult.NO_ANSWER, START + 8 * DAY).proof
    after = checked(after, CheckResult.FOUND, START + 15 * DAY).proof
    assert after.lapses_at == START + 36 * DAY


def test_proof_is_withdrawn_while_it_is_under_way() -> None:
    change = withdrawn(PROVED, "p1", START + 2 * DAY)
    assert (change.proof.status, change.proof.due_at) == (ProofStatus.WITHDRAWN, None)
    assert change.event is not None
    assert change.event.kind is EventKind.DOMAIN_PROOF_WITHDRAWN
    with pytest.raises(Refused, match="action-not-allowed"):
        withdrawn(change.proof, "p1", START + 2 * DAY)


def test_asking_again_keeps_the_token_and_the_trail_and_forgets_the_result() -> None:
    ended = replace(withdrawn(PROVED, "p1", START + 2 * DAY).proof, event_count=3, last_seal="s", version=7)
    again = asked(ended, HOLDER, DOMAIN, "a newer token", BY, START + 3 * DAY).proof
    assert (again.proof_id, again.token) == (NEW.proof.proof_id, "abc")
    assert (again.event_count, again.last_seal, again.version) == (3, "s", 7)
    assert (again.status, again.seen_at, again.proved_at, again.result) == (ProofStatus.ASKED, None, None, None)
    assert (again.first_asked_at, again.deadline) == (START, START + 33 * DAY)


@pytest.mark.parametrize("before", [NEW.proof, PROVED])
def test_what_is_under_way_is_not_asked_for_again(before: DomainProof) -> None:
    with pytest.raises(Refused, match="action-not-allowed"):
        asked(before, HOLDER, DOMAIN, "abc", BY, START + 2 * DAY)


def test_asking_again_gives_no_more_checks() -> None:
    proof = NEW.proof
    for number in range(20):
        proof = pressed(proof, START + number * timedelta(minutes=1))
    again = asked(withdrawn(proof, "p1", START + timedelta(hours=1)).proof, HOLDER, DOMAIN, "abc", BY, START)
    with pytest.raises(Refused) as refusal:
        pressed(again.proof, START + timedelta(hours=1))
    assert refusal.value.problem is Problem.CHECK_TOO_SOON


def test_ended_proof_is_not_checked() -> None:
    with pytest.raises(Refused, match="action-not-allowed"):
        pressed(NEW.proof, START + 30 * DAY)


def test_revision_differs_after_each_change() -> None:
    proofs = [
        NEW.proof,
        pressed(NEW.proof, START),
        checked(NEW.proof, CheckResult.NO_RECORD, START + timedelta(minutes=5)).proof,
        replace(NEW.proof, event_count=1),
    ]
    assert len({proof.revision for proof in proofs}) == len(proofs)
