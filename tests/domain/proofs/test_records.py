"""The DNS record, what answers mean for it, and what a proof covers."""

import pytest

from chalicelib.domain.identity.domain_identifier import DomainRules, bundled_suffixes
from chalicelib.domain.proofs.records import (
    CheckResult,
    TxtAnswer,
    covering_domains,
    judged,
    judged_beside,
    record_of,
)

RULES = DomainRules(bundled_suffixes(), example_domains=True)
OURS, OTHER = b"sar-proof=abc", b"sar-proof=def"


@pytest.mark.parametrize(
    ("domain", "zone", "relative"),
    [
        ("univ.example", "univ.example", "_smart-account-proof"),
        ("labs.univ.example", "univ.example", "_smart-account-proof.labs"),
        ("a.b.univ.co.uk", "univ.co.uk", "_smart-account-proof.a.b"),
        ("github.io", "github.io", "_smart-account-proof"),
        ("somebody.github.io", "somebody.github.io", "_smart-account-proof"),
        ("xn--mnchen-3ya.de", "xn--mnchen-3ya.de", "_smart-account-proof"),
    ],
)
def test_record_has_its_name_in_full_and_relative_to_the_zone(domain: str, zone: str, relative: str) -> None:
    record = record_of(domain, RULES.organisation_of(domain), "abc")
    assert record.name == f"_smart-account-proof.{domain}"
    assert (record.zone, record.relative_name, record.value) == (zone, relative, "sar-proof=abc")


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (TxtAnswer((OURS,)), CheckResult.FOUND),
        (TxtAnswer((OTHER, b"v=spf1 -all", OURS)), CheckResult.FOUND),
        (TxtAnswer((b'"sar-proof=abc" ',)), CheckResult.FOUND),
        (TxtAnswer((OTHER,)), CheckResult.OTHER_VALUE),
        (TxtAnswer((b"sar-proof=abcd",)), CheckResult.OTHER_VALUE),
        (TxtAnswer((b"abc",)), CheckResult.OTHER_VALUE),
        (TxtAnswer((b"\xff\x00",)), CheckResult.OTHER_VALUE),
        (TxtAnswer(), CheckResult.NO_RECORD),
        (TxtAnswer((OURS,), CheckResult.TOO_LARGE), CheckResult.TOO_LARGE),
        (TxtAnswer(trouble=CheckResult.NO_ANSWER), CheckResult.NO_ANSWER),
        (TxtAnswer(trouble=CheckResult.ALIAS_LEAVES_DOMAIN), CheckResult.ALIAS_LEAVES_DOMAIN),
    ],
)
def test_only_our_own_value_is_found(answer: TxtAnswer, result: CheckResult) -> None:
    assert judged(answer, "abc") is result


@pytest.mark.parametrize(
    ("sibling", "result"),
    [
        (TxtAnswer(), CheckResult.FOUND),
        (TxtAnswer((OTHER, b"v=spf1 -all")), CheckResult.FOUND),
        (TxtAnswer((OTHER, OURS)), CheckResult.WILDCARD),
        (TxtAnswer(trouble=CheckResult.ALIAS_LEAVES_DOMAIN), CheckResult.FOUND),
        (TxtAnswer(trouble=CheckResult.NO_ANSWER), CheckResult.NO_ANSWER),
        (TxtAnswer(trouble=CheckResult.TOO_LARGE), CheckResult.TOO_LARGE),
    ],
)
def test_value_that_every_name_has_is_a_wildcards(sibling: TxtAnswer, result: CheckResult) -> None:
    assert judged_beside(sibling, "abc") is result


@pytest.mark.parametrize(
    ("identifier", "covering"),
    [
        ("univ.example", ("univ.example",)),
        ("labs.univ.example", ("labs.univ.example", "univ.example")),
        ("a.labs.univ.co.uk", ("a.labs.univ.co.uk", "labs.univ.co.uk", "univ.co.uk")),
        ("github.io", ("github.io",)),
        ("somebody.github.io", ("somebody.github.io",)),
        ("x.somebody.github.io", ("x.somebody.github.io", "somebody.github.io")),
        ("tenant.onmicrosoft.com", ("tenant.onmicrosoft.com",)),
    ],
)
def test_proof_covers_what_lies_below_it_in_the_same_organisation(identifier: str, covering: tuple[str, ...]) -> None:
    assert covering_domains(identifier, RULES) == covering
