"""Who may be asked to decide: never the requester nor a colleague; and whose address fits the domain."""

from collections.abc import Iterable

from chalicelib.domain.identity.domain_identifier import DomainRules, matches
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.requests.request import AccountRequest


def is_on_requester_side(
    address: MailAddress, requester: MailAddress, registrable_domain: str, rules: DomainRules
) -> bool:
    """Whether letting `address` decide would be self-approval (docs/design.md "Self-approval").

    Colleagues are refused unless the requester's organisation is the very one the account is for.
    """
    if address.folded == requester.folded:
        return True
    organisation = rules.organisation_of(requester.domain)
    return rules.organisation_of(address.domain) == organisation != registrable_domain


def fits(address: MailAddress, request: AccountRequest) -> bool:
    """Whether the address matches the request's domain identifier (docs/design.md "Review gate")."""
    return matches(address.domain, request.domain_identifier, request.registrable_domain)


def ever_asked(request: AccountRequest) -> frozenset[str]:
    """Every person who was ever on the request, folded."""
    return frozenset(folded(one.email for one in request.nominations))


def folded(addresses: Iterable[str]) -> Iterable[str]:
    """The identities behind stored addresses."""
    return (MailAddress.parse(text).folded for text in addresses)
