"""What approving means, as mail and page say it before somebody decides, and who else was asked."""

from collections.abc import Callable

from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.requests.request import AccountRequest, Nomination
from chalicelib.rendering.brand import Vendor
from chalicelib.rendering.languages import msgid
from chalicelib.rendering.pages.formatting import shown_address, shown_domain, shown_name

_COST = msgid("It costs nothing and orders nothing.")
_COST_AND_TERMS = msgid("It costs nothing and orders nothing; the terms of {operator} apply: {terms}")
_GET = msgid("You get a Smart Account for {domain} and become its first administrator.")
_ACCESS = msgid("{requester} gets no access to it unless you, or an administrator whom you name, grant it.")
_UNDO = msgid(
    "You can give your role to somebody else later, and take back access that you granted."
    " The account itself stays; to have it closed, write to {support}."
)


def approving_means(say: Callable[..., str], vendor: Vendor, request: AccountRequest) -> tuple[str, ...]:
    """Four sentences: what the approver gets, what it costs, what the requester may do, what can be undone."""
    return (
        say(_GET, domain=shown_domain(request.domain_identifier)),
        say(_COST_AND_TERMS, terms=vendor.terms_url) if vendor.terms_url else say(_COST),
        say(_ACCESS, requester=shown_name(request.requester.name, request.requester.email)),
        say(_UNDO),
    )


def others_asked(request: AccountRequest, nomination: Nomination) -> tuple[str, ...]:
    """The masked addresses of the others who may still decide."""
    others = (one for one in request.waiting() if one.nomination_id != nomination.nomination_id)
    return tuple(shown_address(MailAddress.parse(one.email).masked) for one in others)
