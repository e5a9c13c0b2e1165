"""Decides which name may be an account's domain identifier, whose it is, and whose mail addresses match it.

docs/design.md "Domain identifier" and docs/design.md "Review gate"; refuses to know which identifiers are taken.
"""

import re
from dataclasses import dataclass
from ipaddress import ip_address

from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.identity.confusables import mixes_scripts
from chalicelib.domain.identity.free_mail import is_free_mail
from chalicelib.domain.identity.host_name import ends_in_number, to_a_labels, to_u_labels
from chalicelib.domain.identity.public_suffixes import PublicSuffixes, bundled_suffixes

__all__ = [
    "MAX_LABELS",
    "SPECIAL_USE",
    "DomainIdentifier",
    "DomainRules",
    "bundled_suffixes",
    "matches",
    "matching_mail_domains",
]

MAX_LABELS = 8
# A whole URL may be pasted; browsers themselves keep none that is longer.
MAX_PASTED = 2048

# The IANA registry of special-use names by their last label; `home.arpa` and its like lie below `arpa`.
# `example.com`, `.net` and `.org` are left out: they are ordinary names, and every manual uses them.
SPECIAL_USE = frozenset(
    {"alt", "arpa", "example", "internal", "invalid", "local", "localhost", "onion", "test"},
)

_SCHEME = re.compile(r"\A(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_PORT = re.compile(r":[0-9]{0,5}\Z")
_TRAILING_DOT = re.compile("[.\u3002\uff0e\uff61]\\Z")


@dataclass(frozen=True)
class DomainIdentifier:
    """An accepted identifier: `value` in A-labels, `display` in U-labels. Made by `DomainRules.parse`.

    `registrable_domain` is the organisation's; `always_reviewed` says that both are one private suffix.
    """

    value: str
    display: str
    registrable_domain: str
    always_reviewed: bool


@dataclass(frozen=True)
class DomainRules:
    """The rules for one list of suffixes; `example_domains` makes `.example` a suffix like any other."""

    suffixes: PublicSuffixes
    example_domains: bool

    def parse(self, text: str) -> DomainIdentifier:
        """What somebody typed or pasted, a whole URL say. Raises `Invalid` with a domain problem."""
        value = self._without_www(_host_name(text))
        fault = self._fault(value)
        if fault:
            raise Invalid(fault)
        return DomainIdentifier(
            value, self.display(value), self.organisation_of(value), self.suffixes.is_private(value)
        )

    def organisation_of(self, domain: str) -> str:
        """The registrable domain that a mail domain (A-labels) lies under.

        A suffix, and a domain whose suffix is not listed, belong to nobody larger: they are their own.
        """
        labels = domain.split(".")
        size = self._suffix_length(domain)
        return ".".join(labels[-size - 1 :]) if size else domain

    @staticmethod
    def display(value: str) -> str:
        """The U-labels of a kept value; one that today's tables cannot read stays as it is kept."""
        try:
            return to_u_labels(value)
        except ValueError:
            return value

    def _fault(self, value: str) -> Problem | None:
        labels = value.split(".")
        if labels[-1] in SPECIAL_USE and not self._is_example(value):
            return Problem.DOMAIN_RESERVED
        if not self._suffix_length(value):
            return Problem.DOMAIN_RESERVED if len(labels) > 1 else Problem.DOMAIN_SINGLE_LABEL
        if not self._has_owner(value):
            return Problem.DOMAIN_IS_PUBLIC_SUFFIX
        if len(labels) > MAX_LABELS:
            return Problem.DOMAIN_TOO_DEEP
        return Problem.DOMAIN_FREE_MAIL if is_free_mail(value) else None

    def _without_www(self, value: str) -> str:
        rest = value.removeprefix("www.")
        return self._without_www(rest) if rest != value and self._has_owner(rest) else value

    def _has_owner(self, value: str) -> bool:
        size = self._suffix_length(value)
        return 0 < size <= value.count(".") or self.suffixes.is_private(value)

    def _suffix_length(self, value: str) -> int:
        return 1 if self._is_example(value) else self.suffixes.length(value)

    def _is_example(self, value: str) -> bool:
        return self.example_domains and value.rpartition(".")[2] == "example"


def matching_mail_domains(identifier: str, registrable_domain: str) -> tuple[str, ...]:
    """The domains whose mail addresses pass the review gate: the identifier, then its parents, longest first.

    They end at the registrable domain: above it the mailboxes are somebody else's.
    """
    labels = identifier.split(".")
    parents = len(labels) - len(registrable_domain.split("."))
    return tuple(".".join(labels[first:]) for first in range(parents + 1))


def matches(mail_domain: str, identifier: str, registrable_domain: str) -> bool:
    """Whether an address of this domain (A-labels, as all here) needs no review for this identifier."""
    return mail_domain in matching_mail_domains(identifier, registrable_domain)


def _host_name(text: str) -> str:
    if len(text) > MAX_PASTED:
        raise Invalid(Problem.DOMAIN_MALFORMED)
    host = _TRAILING_DOT.sub("", _pasted_host(text))
    try:
        shown = to_u_labels(host)
        _refuse_mixed_scripts(shown)
        value = to_a_labels(shown)
    except ValueError:
        raise Invalid(Problem.DOMAIN_MALFORMED) from None
    if ends_in_number(value):
        raise Invalid(Problem.DOMAIN_IS_IP_ADDRESS)
    return value


def _pasted_host(text: str) -> str:
    """The host in a URL or in what is left of one; a user name before it stays, and is no host name."""
    authority = re.split(r"[/?#]", _SCHEME.sub("", text.strip()), maxsplit=1)[0]
    if _is_ip_literal(authority):
        raise Invalid(Problem.DOMAIN_IS_IP_ADDRESS)
    return _PORT.sub("", authority)


def _is_ip_literal(authority: str) -> bool:
    try:
        ip_address(authority.removeprefix("[").partition("]")[0])
    except ValueError:
        return False
    return True


def _refuse_mixed_scripts(shown: str) -> None:
    if any(mixes_scripts(label) for label in shown.split(".")):
        raise Invalid(Problem.DOMAIN_MIXED_SCRIPT)
