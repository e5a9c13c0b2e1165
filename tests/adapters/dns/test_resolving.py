"""What a look-up in the DNS comes to, by a server of the test's own on loopback."""

import threading
from collections.abc import Iterator
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import pytest

from chalicelib.adapters.dns.resolving import DnsLookup
from chalicelib.domain.proofs.records import CheckResult, TxtAnswer
from infra.local.dns.records import DnsRecord, DnsRecords
from infra.local.dns.server import LOOPBACK, Answer, Answers, dns_server

DOMAIN = "univ.example"
NAME = f"_smart-account-proof.{DOMAIN}"
# Enough for every answer here on a busy machine, and little for one that does not come.
PLENTY, LITTLE = 10.0, 0.3


@pytest.fixture
def records(tmp_path: Path) -> DnsRecords:
    return DnsRecords(tmp_path / "dns.json")


def looked_up(answers: Answers, *others: tuple[str, int], name: str = NAME, seconds: float = PLENTY) -> TxtAnswer:
    with dns_server(answers) as port:
        resolvers = (*others, (LOOPBACK, port))
        return DnsLookup(resolvers, seconds).texts(name, DOMAIN)


def test_values_of_the_name_are_returned(records: DnsRecords) -> None:
    records.set(DnsRecord(NAME, "TXT", "sar-proof=one"))
    records.set(DnsRecord(NAME, "TXT", "something else"))
    records.set(DnsRecord(f"other.{DOMAIN}", "TXT", "of another name"))
    assert set(looked_up(records.answer).values) == {b"sar-proof=one", b"something else"}


def test_value_in_several_strings_is_one(records: DnsRecords) -> None:
    records.set(DnsRecord(NAME, "TXT", "x" * 300))
    assert looked_up(records.answer).values == (b"x" * 300,)


def test_name_without_a_record_has_no_values(records: DnsRecords) -> None:
    assert looked_up(records.answer) == TxtAnswer()


def test_name_that_exists_without_texts_has_no_values(records: DnsRecords) -> None:
    records.set(DnsRecord(f"below.{NAME}", "TXT", "x"))
    assert looked_up(records.answer) == TxtAnswer()


def test_alias_within_the_domain_is_followed(records: DnsRecords) -> None:
    records.set(DnsRecord(NAME, "CNAME", f"proof.{DOMAIN}"))
    records.set(DnsRecord(f"proof.{DOMAIN}", "TXT", "sar-proof=one"))
    assert looked_up(records.answer).values == (b"sar-proof=one",)


@pytest.mark.parametrize(
    "target", ["proof.elsewhere.example", "notuniv.example", "example", "univ.example.evil.example"]
)
def test_alias_that_leaves_the_domain_does_not_count(records: DnsRecords, target: str) -> None:
    records.set(DnsRecord(NAME, "CNAME", target))
    records.set(DnsRecord(target, "TXT", "sar-proof=one"))
    assert looked_up(records.answer).trouble is CheckResult.ALIAS_LEAVES_DOMAIN


def test_alias_that_leaves_the_domain_and_comes_back_does_not_count(records: DnsRecords) -> None:
    records.set(DnsRecord(NAME, "CNAME", "proof.elsewhere.example"))
    records.set(DnsRecord("proof.elsewhere.example", "CNAME", f"proof.{DOMAIN}"))
    records.set(DnsRecord(f"proof.{DOMAIN}", "TXT", "sar-proof=one"))
    assert looked_up(records.answer).trouble is CheckResult.ALIAS_LEAVES_DOMAIN


def test_alias_in_a_circle_is_no_answer(records: DnsRecords) -> None:
    records.set(DnsRecord(NAME, "CNAME", f"a.{DOMAIN}"))
    records.set(DnsRecord(f"a.{DOMAIN}", "CNAME", NAME))
    assert not looked_up(records.answer).values


def test_answer_that_fits_no_datagram_comes_over_tcp(records: DnsRecords) -> None:
    for number in range(10):
        records.set(DnsRecord(NAME, "TXT", f"{number}" * 200))
    assert len(looked_up(records.answer).values) == 10


def test_giant_answer_is_too_large(records: DnsRecords) -> None:
    for number in range(30):
        records.set(DnsRecord(NAME, "TXT", f"{number:03}" * 80))
    records.set(DnsRecord(NAME, "TXT", "sar-proof=one"))
    assert looked_up(records.answer) == TxtAnswer(trouble=CheckResult.TOO_LARGE)


def refusing(code: dns.rcode.Rcode) -> Answers:
    def answer(question: dns.message.Message) -> Answer:
        response = dns.message.make_response(question)
        response.set_rcode(code)
        return response

    return answer


def of_another_question(question: dns.message.Message) -> Answer:
    other = dns.message.make_query("other.example", "TXT", id=question.id)
    return dns.message.make_response(other)


def cut_short(question: dns.message.Message) -> Answer:
    response = dns.message.make_response(question)
    response.flags |= dns.flags.TC
    return response


LAME: dict[str, Answers] = {
    "servfail": refusing(dns.rcode.SERVFAIL),
    "refused": refusing(dns.rcode.REFUSED),
    "silent": lambda _: None,
    "garbage": lambda _: b"\xff" * 40,
    "another question": of_another_question,
    "cut over tcp too": cut_short,
}


@pytest.mark.parametrize("answers", LAME.values(), ids=LAME.keys())
def test_lame_server_gives_no_answer(answers: Answers) -> None:
    assert not looked_up(answers, seconds=LITTLE).values


@pytest.fixture
def slow() -> Iterator[Answers]:
    """Answers when the test is over."""
    over = threading.Event()

    def answer(question: dns.message.Message) -> Answer:
        over.wait()
        return None

    yield answer
    over.set()


def test_slow_server_takes_no_more_than_its_time(slow: Answers) -> None:
    assert looked_up(slow, seconds=LITTLE) == TxtAnswer(trouble=CheckResult.NO_ANSWER)


def test_next_resolver_is_asked_when_one_cannot_answer(records: DnsRecords) -> None:
    records.set(DnsRecord(NAME, "TXT", "sar-proof=one"))
    with dns_server(refusing(dns.rcode.SERVFAIL)) as lame:
        assert looked_up(records.answer, (LOOPBACK, lame)).values == (b"sar-proof=one",)


def test_no_resolver_is_asked_when_the_time_is_over(records: DnsRecords) -> None:
    asked: list[str] = []

    def answer(question: dns.message.Message) -> Answer:
        asked.append(str(question))
        return records.answer(question)

    clock = iter((0.0, 9.0))
    with dns_server(answer) as port:
        lookup = DnsLookup([(LOOPBACK, port)], 6.0, lambda: next(clock))
        assert lookup.texts(NAME, DOMAIN).trouble is CheckResult.NO_ANSWER
    assert not asked


@pytest.mark.parametrize("name", [f"{'x' * 64}.{DOMAIN}", "a..b", f"{'a.' * 200}{DOMAIN}"])
def test_name_that_dns_cannot_hold_is_no_answer(records: DnsRecords, name: str) -> None:
    assert looked_up(records.answer, name=name).trouble is CheckResult.NO_ANSWER
