"""The local DNS answers as a resolver does, and keeps its records."""

from pathlib import Path

import dns.message
import dns.rcode
import pytest

from infra.local.dns.records import DnsRecord, DnsRecords, RecordRefused, record


def answered(records: DnsRecords, name: str, kind: str = "TXT") -> list[str]:
    """Return the answer in the presentation of zone files."""
    response = records.answer(dns.message.make_query(name, kind))
    return [f"{found.name} {data}" for found in response.answer for data in found]


@pytest.fixture
def records(tmp_path: Path) -> DnsRecords:
    return DnsRecords(tmp_path / "dns.json")


def test_records_outlive_a_restart(records: DnsRecords, tmp_path: Path) -> None:
    for number in range(2):
        records.set(DnsRecord("a.example", "TXT", str(number)))
    records.remove(DnsRecord("a.example", "TXT", "0"))
    assert DnsRecords(tmp_path / "dns.json").all() == [DnsRecord("a.example", "TXT", "1")]


def test_wildcard_answers_for_missing_names_alone(records: DnsRecords) -> None:
    records.set(DnsRecord("*.univ.example", "TXT", "any"))
    records.set(DnsRecord("own.univ.example", "TXT", "own"))
    assert answered(records, "missing.univ.example") == ['missing.univ.example. "any"']
    assert answered(records, "below.missing.univ.example") == ['below.missing.univ.example. "any"']
    assert answered(records, "own.univ.example") == ['own.univ.example. "own"']
    assert answered(records, "below.own.univ.example") == []
    assert answered(records, "univ.example") == []


def test_alias_is_followed_and_shown(records: DnsRecords) -> None:
    records.set(DnsRecord("a.example", "CNAME", "b.example"))
    records.set(DnsRecord("b.example", "TXT", "found"))
    assert answered(records, "a.example") == ["a.example. b.example.", 'b.example. "found"']


@pytest.mark.parametrize(
    ("name", "code"), [("univ.example", dns.rcode.NOERROR), ("missing.example", dns.rcode.NXDOMAIN)]
)
def test_name_that_only_leads_to_others_exists(records: DnsRecords, name: str, code: dns.rcode.Rcode) -> None:
    records.set(DnsRecord("a.univ.example", "TXT", "x"))
    assert records.answer(dns.message.make_query(name, "TXT")).rcode() == code


def test_no_more_records_are_kept_than_fit(records: DnsRecords) -> None:
    records._records = [DnsRecord(f"d{number}.example", "TXT", "x") for number in range(1000)]
    with pytest.raises(RecordRefused, match="1000 records"):
        records.set(record("one.example", "TXT", "x"))
