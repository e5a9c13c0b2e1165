"""Check who may be asked to decide (never the requester or a colleague), and whose address matches the domain."""

from collections.abc import Iterable, Set

from chalicelib.domain.identity.domain_identifier import DomainRules, matches
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Requester
from chalicelib.domain.requests.request import AccountRequest


def is_on_requester_side(
    address: MailAddress,
    requester: MailAddress,
    registrable_domain: str,
    rules: DomainRules,
    members: Set[str] = frozenset(),
) -> bool:
    """Whether letting `address` decide would be self-approval (docs/design.md "Self-approval").

    Colleagues are refused unless the account is for their own organisation, and whoever has a role in the team and may
    be judged by it (`members`).
    """
    if address.folded == requester.folded or str(address) in members:
        return True
    organisation = rules.organisation_of(address.domain)
    return organisation == rules.organisation_of(requester.domain) and organisation != registrable_domain


def may_be_member(address: MailAddress, requester: Requester, registrable_domain: str, rules: DomainRules) -> bool:
    """Whether it matters if the address has a role in the team: not within the request's own organisation.

    It does matter for what a program has requested, since everybody of its account may be behind it.
    """
    return bool(requester.acts_for) or rules.organisation_of(address.domain) != registrable_domain


def fits(address: MailAddress, request: AccountRequest) -> bool:
    """Whether the address matches the request's domain identifier (docs/design.md "Review gate")."""
    return matches(address.domain, request.domain_identifier, request.registrable_domain)


def ever_asked(request: AccountRequest) -> frozenset[str]:
    """Return every person who was ever nominated on the request, as folded addresses."""
    return frozenset(folded(one.email for one in request.nominations))


def folded(addresses: Iterable[str]) -> Iterable[str]:
    """Return the folded form of stored addresses, which is equal for addresses of one person."""
    return (MailAddress.parse(text).folded for text in addresses)
