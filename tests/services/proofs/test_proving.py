"""A domain is proved by a record in the DNS: what is proof and what is not, by the button and by the schedule."""

import pytest

from chalicelib.domain.events import EventKind
from chalicelib.domain.proofs.records import CheckResult
from chalicelib.domain.proofs.states import ProofStatus
from chalicelib.services.proofs.asking import withdraw_proof
from chalicelib.services.proofs.checking import check_proof
from infra.local.dns.records import DnsRecord
from tests.services.proofs.conftest import DOMAIN, HOLDER, Proving
from tests.world import person


def check(proving: Proving, proof_id: str) -> CheckResult | None:
    return check_proof(proving.world.ports, proving.caller(), proof_id).result


def kinds(proving: Proving, proof_id: str) -> list[EventKind]:
    return [event.kind for event in proving.world.ports.store.events(proof_id)]


def test_record_in_the_dns_proves_the_domain_at_once_by_the_button(proving: Proving) -> None:
    proof = proving.ask()
    proving.publish(proof)
    assert check(proving, proof.proof_id) is CheckResult.FOUND
    assert proving.status(proof) is ProofStatus.PROVED
    assert kinds(proving, proof.proof_id) == [EventKind.DOMAIN_PROOF_ASKED, EventKind.DOMAIN_PROVED]


def test_record_in_the_dns_proves_the_domain_by_the_schedule(proving: Proving) -> None:
    proof = proving.ask()
    proving.pass_(minutes=4, seconds=59)
    assert proving.current(proof).checked_at is None
    proving.pass_(seconds=1)
    assert proving.current(proof).result is CheckResult.NO_RECORD
    proving.publish(proof)
    proving.pass_(minutes=54)
    assert proving.status(proof) is ProofStatus.ASKED
    proving.pass_(minutes=1)
    assert proving.status(proof) is ProofStatus.PROVED


def test_record_that_is_out_for_three_weeks_lapses_and_its_holder_is_told(proving: Proving) -> None:
    proof = proving.ask()
    record = proving.publish(proof)
    check(proving, proof.proof_id)
    proving.world.work()
    proving.records.remove(record)
    proving.pass_(days=7)
    proving.pass_(days=7)
    assert proving.status(proof) is ProofStatus.PROVED
    proving.world.clock.advance(days=7)
    mails = proving.world.work()
    assert proving.status(proof) is ProofStatus.LAPSED
    assert proving.current(proof).status is ProofStatus.LAPSED
    assert kinds(proving, proof.proof_id)[-1] is EventKind.DOMAIN_PROOF_LAPSED
    assert [mail["To"] for mail in mails] == [str(HOLDER.email)]


def test_record_that_is_back_within_three_weeks_keeps_the_proof(proving: Proving) -> None:
    proof = proving.ask()
    record = proving.publish(proof)
    check(proving, proof.proof_id)
    proving.records.remove(record)
    proving.pass_(days=7)
    proving.pass_(days=7)
    proving.publish(proof)
    for _ in range(5):
        proving.pass_(days=7)
    assert proving.status(proof) is ProofStatus.PROVED
    assert kinds(proving, proof.proof_id) == [EventKind.DOMAIN_PROOF_ASKED, EventKind.DOMAIN_PROVED]


def test_proof_without_a_record_ends_after_30_days(proving: Proving) -> None:
    proof = proving.ask()
    for _ in range(29):
        proving.pass_(days=1)
    assert proving.current(proof).status is ProofStatus.ASKED
    proving.pass_(days=1)
    assert proving.current(proof).status is ProofStatus.EXPIRED
    assert kinds(proving, proof.proof_id) == [EventKind.DOMAIN_PROOF_ASKED, EventKind.DOMAIN_PROOF_EXPIRED]


def test_value_of_a_wildcard_does_not_count(proving: Proving) -> None:
    proof = proving.ask()
    proving.records.set(DnsRecord(f"*.{DOMAIN}", "TXT", proof.record.value))
    assert check(proving, proof.proof_id) is CheckResult.WILDCARD
    assert proving.status(proof) is ProofStatus.ASKED


def test_record_beside_a_wildcard_of_another_value_counts(proving: Proving) -> None:
    proof = proving.ask()
    proving.records.set(DnsRecord(f"*.{DOMAIN}", "TXT", "v=spf1 -all"))
    proving.publish(proof)
    assert check(proving, proof.proof_id) is CheckResult.FOUND


def test_alias_that_leaves_the_domain_does_not_count(proving: Proving) -> None:
    proof = proving.ask()
    proving.records.set(DnsRecord(proof.record.name, "CNAME", "proofs.elsewhere.example"))
    proving.records.set(DnsRecord("proofs.elsewhere.example", "TXT", proof.record.value))
    assert check(proving, proof.proof_id) is CheckResult.ALIAS_LEAVES_DOMAIN


def test_wrong_token_does_not_count(proving: Proving) -> None:
    proof = proving.ask()
    proving.records.set(DnsRecord(proof.record.name, "TXT", "sar-proof=" + "0" * 40))
    assert check(proving, proof.proof_id) is CheckResult.OTHER_VALUE


def test_token_of_another_holder_or_domain_does_not_count(proving: Proving) -> None:
    proof = proving.ask()
    others = [
        proving.ask(by=person("somebody.else@univ.example")),
        proving.ask("labs.univ.example"),
    ]
    for other in others:
        proving.records.set(DnsRecord(proof.record.name, "TXT", other.record.value))
    assert check(proving, proof.proof_id) is CheckResult.OTHER_VALUE
    assert len({one.token for one in (proof, *others)}) == 3


def test_token_of_a_withdrawn_proof_proves_nothing(proving: Proving) -> None:
    proof = proving.ask()
    proving.publish(proof)
    withdraw_proof(proving.world.ports, proving.caller(), proof.proof_id)
    proving.pass_(days=1)
    assert proving.status(proof) is ProofStatus.WITHDRAWN


def test_proof_that_is_asked_for_again_has_the_same_record(proving: Proving) -> None:
    proof = proving.ask()
    withdraw_proof(proving.world.ports, proving.caller(), proof.proof_id)
    again = proving.ask()
    assert (again.proof_id, again.record) == (proof.proof_id, proof.record)
    assert kinds(proving, proof.proof_id) == [
        EventKind.DOMAIN_PROOF_ASKED,
        EventKind.DOMAIN_PROOF_WITHDRAWN,
        EventKind.DOMAIN_PROOF_ASKED,
    ]


@pytest.mark.parametrize("domain", ["univ.example", "MÜNCHEN.example", "https://www.univ.example/path"])
def test_record_is_mailed_with_name_and_value_and_deadline(proving: Proving, domain: str) -> None:
    proof = proving.ask(domain)
    [mail] = proving.world.work()
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert mail["To"] == str(HOLDER.email)
    for part in (proof.record.name, proof.record.relative_name, proof.record.value, f"/domain-proofs/{proof.proof_id}"):
        assert part in text
    assert "22 December 2026" in text
