"""Check who may be asked to decide (never the requester or a colleague), and whose address matches the domain."""

from collections.abc import Iterable, Set

from chalicelib.domain.identity.domain_identifier import DomainRules, matches
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.requests.request import AccountRequest


def is_on_requester_side(
    address: MailAddress,
    requester: MailAddress,
    registrable_domain: str,
    rules: DomainRules,
    members: Set[str] = frozenset(),
) -> bool:
    """Whether letting `address` decide would be self-approval (docs/design.md "Self-approval").

    Colleagues are refused, and who has a role in the team (`members`), unless the account is for their own
    organisation.
    """
    if address.folded == requester.folded:
        return True
    organisation = rules.organisation_of(address.domain)
    is_colleague = str(address) in members or organisation == rules.organisation_of(requester.domain)
    return is_colleague and organisation != registrable_domain


def may_be_member(address: MailAddress, registrable_domain: str, rules: DomainRules) -> bool:
    """Whether it matters if the address has a role in the team: not within the request's own organisation."""
    return rules.organisation_of(address.domain) != registrable_domain


def fits(address: MailAddress, request: AccountRequest) -> bool:
    """Whether the address matches the request's domain identifier (docs/design.md "Review gate")."""
    return matches(address.domain, request.domain_identifier, request.registrable_domain)


def ever_asked(request: AccountRequest) -> frozenset[str]:
    """Return every person who was ever nominated on the request, as folded addresses."""
    return frozenset(folded(one.email for one in request.nominations))


def folded(addresses: Iterable[str]) -> Iterable[str]:
    """Return the folded form of stored addresses, which is equal for addresses of one person."""
    return (MailAddress.parse(text).folded for text in addresses)
