"""The DNS record of a proof, and what an answer of the DNS means for it."""

from collections.abc import Iterable
from enum import StrEnum

from chalicelib.domain.identity.domain_identifier import DomainRules, matching_mail_domains
from chalicelib.domain.value_classes import value_class

LABEL = "_smart-account-proof"
KEY = "sar-proof="
LONGEST_NAME = 253
# Consoles of registrars show and sometimes store a value in quotes.
_AROUND = b' \t"'


class CheckResult(StrEnum):
    """What a check came to; only `found` proves anything."""

    FOUND = "found"
    NO_RECORD = "no_record"
    OTHER_VALUE = "other_value"
    WILDCARD = "wildcard"
    ALIAS_LEAVES_DOMAIN = "alias_leaves_domain"
    TOO_LARGE = "too_large"
    NO_ANSWER = "no_answer"


@value_class
class TxtAnswer:
    """The texts of a name, or why there are none that count."""

    values: tuple[bytes, ...] = ()
    trouble: CheckResult | None = None


@value_class
class ProofRecord:
    """The record to be set: its name in full and relative to the zone, which is usually the organisation's domain."""

    name: str
    zone: str
    relative_name: str
    value: str


def record_of(domain: str, zone: str, token: str) -> ProofRecord:
    """Return the record for a domain in this zone, both in A-labels."""
    name = name_of(domain)
    return ProofRecord(name, zone, name.removesuffix(f".{zone}"), value_of(token))


def name_of(domain: str) -> str:
    """Return the name of the record."""
    return f"{LABEL}.{domain}"


def value_of(token: str) -> str:
    """Return the value of the record."""
    return f"{KEY}{token}"


def judged(answer: TxtAnswer, token: str) -> CheckResult:
    """Return what the answer for the record's name means, before a wildcard is ruled out."""
    if answer.trouble:
        return answer.trouble
    if _has(answer.values, token):
        return CheckResult.FOUND
    return CheckResult.OTHER_VALUE if answer.values else CheckResult.NO_RECORD


def judged_beside(sibling: TxtAnswer, token: str) -> CheckResult:
    """Return what is left of a record that was found, by the answer for a name that nobody has set.

    An alias there is a wildcard's too, but the record that was found was no alias that leaves the domain.
    """
    if sibling.trouble in (CheckResult.NO_ANSWER, CheckResult.TOO_LARGE):
        return sibling.trouble
    return CheckResult.WILDCARD if _has(sibling.values, token) else CheckResult.FOUND


def covering_domains(identifier: str, rules: DomainRules) -> tuple[str, ...]:
    """Return the domains whose proof covers the identifier: itself and its parents, not above its organisation's.

    Names below a private suffix are organisations of their own, so a proof at the suffix covers the suffix alone.
    """
    return matching_mail_domains(identifier, rules.organisation_of(identifier))


def _has(values: Iterable[bytes], token: str) -> bool:
    return value_of(token).encode() in {value.strip(_AROUND) for value in values}
