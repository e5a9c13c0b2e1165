"""Validate domain identifiers, and find their organisation and the mail domains that match them.

The rules are those of docs/design.md "Domain identifier" and docs/design.md "Review gate".
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from ipaddress import ip_address

from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.identity.confusables import looks_like_latin, mixes_scripts
from chalicelib.domain.identity.free_mail import is_free_mail, is_professional_mail
from chalicelib.domain.identity.host_name import ends_in_number, to_a_labels, to_u_labels
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.pasted import AT_SIGNS, bare, separate_addresses
from chalicelib.domain.identity.public_suffixes import PublicSuffixes, bundled_suffixes
from chalicelib.domain.patterns import pattern
from chalicelib.domain.value_classes import value_class

__all__ = [
    "MAX_LABELS",
    "SPECIAL_USE",
    "DomainDoubt",
    "DomainIdentifier",
    "DomainRules",
    "bundled_suffixes",
    "matches",
    "matching_mail_domains",
]

MAX_LABELS = 8
# People may paste a URL; browsers support no longer one.
MAX_PASTED = 2048

# Last labels of the names in the IANA registry of special-use domain names; `arpa` includes `home.arpa`.
# `example.com`, `.net` and `.org` are not included: they have ordinary top-level domains.
SPECIAL_USE = frozenset(
    {"alt", "arpa", "example", "internal", "invalid", "local", "localhost", "onion", "test"},
)

_SCHEME = pattern(r"\A(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_PATH = pattern("[/?#]")
_PORT = pattern(r":[0-9]{0,5}\Z")
_TRAILING_DOT = pattern("[.\u3002\uff0e\uff61]\\Z")


class DomainDoubt(StrEnum):
    """Why a reviewer looks at a domain whatever the addresses are: it may belong to others than it seems."""

    SHARED_SUFFIX = "shared_suffix"
    PROFESSIONAL_MAIL = "professional_mail"
    LOOKS_LIKE_LATIN = "looks_like_latin"


@value_class
class DomainIdentifier:
    """A valid identifier, made by `DomainRules.parse`: `value` in A-labels, `display` in U-labels.

    `registrable_domain` belongs to the organisation. `always_reviewed` is true for a private suffix, for the mail of a
    whole profession, and for a name that looks like another one.
    """

    value: str
    display: str
    registrable_domain: str
    always_reviewed: bool


@value_class
class DomainRules:
    """The rules for a list of public suffixes. `example_domains` allows names below `.example`."""

    suffixes: PublicSuffixes
    example_domains: bool

    def parse(self, text: str) -> DomainIdentifier:
        """Parse a domain or URL that a person typed or pasted. Raises `Invalid` with a domain problem.

        A mail address is no domain, and its domain is a fact of the problem if it could stand here.
        """
        domain = _domain_of_address(text)
        if domain:
            raise Invalid(Problem.DOMAIN_MALFORMED, domain=self.parse(domain).value)
        value = self._without_www(_host_name(text))
        problem = self._problem(value)
        if problem:
            raise Invalid(problem)
        display = self.display(value)
        return DomainIdentifier(value, display, self.organisation_of(value), bool(self.doubts(value)))

    def organisation_of(self, domain: str) -> str:
        """Return the registrable domain of a mail domain (A-labels).

        A suffix, and a domain whose suffix is not listed, are returned unchanged.
        """
        labels = domain.split(".")
        size = self._suffix_length(domain)
        return ".".join(labels[-size - 1 :]) if size else domain

    def doubts(self, value: str) -> tuple[DomainDoubt, ...]:
        """Return why a reviewer looks at this identifier (A-labels) in any case; nothing of most."""
        return tuple(self._doubts(value))

    @property
    def fingerprint(self) -> str:
        """Which rules these are: under other ones an identifier may belong to another organisation."""
        return f"{self.suffixes.fingerprint}{'-with-examples' if self.example_domains else ''}"

    @staticmethod
    def display(value: str) -> str:
        """Convert a stored value to U-labels; return it unchanged if the current IDNA tables reject it."""
        try:
            return to_u_labels(value)
        except ValueError:
            return value

    def _doubts(self, value: str) -> Iterator[DomainDoubt]:
        if self.suffixes.is_private(value):
            yield DomainDoubt.SHARED_SUFFIX
        if is_professional_mail(value):
            yield DomainDoubt.PROFESSIONAL_MAIL
        if any(map(looks_like_latin, self.display(value).split("."))) and self.suffixes.is_latin(value):
            yield DomainDoubt.LOOKS_LIKE_LATIN

    def _problem(self, value: str) -> Problem | None:
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
    """Return the mail domains that pass the review gate: the identifier and its parents, longest first.

    The last one is the registrable domain: names above it belong to other organisations.
    """
    labels = identifier.split(".")
    parents = len(labels) - len(registrable_domain.split("."))
    return tuple(".".join(labels[first:]) for first in range(parents + 1))


def matches(mail_domain: str, identifier: str, registrable_domain: str) -> bool:
    """Whether addresses of this mail domain pass the review gate of the identifier. All names in A-labels."""
    return mail_domain in matching_mail_domains(identifier, registrable_domain)


def _host_name(text: str) -> str:
    if len(text) > MAX_PASTED:
        raise Invalid(Problem.DOMAIN_MALFORMED)
    host = _TRAILING_DOT.sub("", _pasted_host(bare(text)))
    try:
        u_labels = to_u_labels(host)
        _refuse_mixed_scripts(u_labels)
        value = to_a_labels(u_labels)
    except ValueError:
        raise Invalid(Problem.DOMAIN_MALFORMED) from None
    if ends_in_number(value):
        raise Invalid(Problem.DOMAIN_IS_IP_ADDRESS)
    return value


def _pasted_host(text: str) -> str:
    """Extract the host of a URL, with or without scheme. A user name is not removed, so it becomes invalid."""
    authority = _PATH.split(_SCHEME.sub("", text), maxsplit=1)[0]
    if _is_ip_literal(authority):
        raise Invalid(Problem.DOMAIN_IS_IP_ADDRESS)
    return _PORT.sub("", authority)


def _is_ip_literal(authority: str) -> bool:
    try:
        ip_address(authority.removeprefix("[").partition("]")[0])
    except ValueError:
        return False
    return True


def _domain_of_address(text: str) -> str:
    """Return the domain of the address, or addresses, that the text is; an empty text if it is something else."""
    if len(text) > MAX_PASTED or AT_SIGNS.isdisjoint(_PATH.split(text, maxsplit=1)[0]):
        return ""
    try:
        domains = {MailAddress.parse(one).domain for one in separate_addresses(text)}
    except Invalid:
        return ""
    return domains.pop() if len(domains) == 1 else ""


def _refuse_mixed_scripts(u_labels: str) -> None:
    if any(mixes_scripts(label) for label in u_labels.split(".")):
        raise Invalid(Problem.DOMAIN_MIXED_SCRIPT)
