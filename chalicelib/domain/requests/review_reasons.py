"""Why a request waits for a reviewer, and what speaks for the addresses of the customer's people."""

from collections.abc import Iterator
from enum import StrEnum

from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.identity.free_mail import is_free_mail, is_professional_mail
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.policy import Policy, ReviewGate
from chalicelib.domain.requests.eligibility import fits
from chalicelib.domain.requests.request import AccountRequest, Nomination
from chalicelib.domain.value_classes import value_class


class ReviewReason(StrEnum):
    """A reason of the review gate."""

    ADDRESS_OUTSIDE_DOMAIN = "address_outside_domain"
    SHARED_SUFFIX = "shared_suffix"
    PROFESSIONAL_MAIL = "professional_mail"
    LOOKS_LIKE_LATIN = "looks_like_latin"
    EVERY_REQUEST = "every_request"
    # The rules have changed since the submission.
    EARLIER_RULES = "earlier_rules"


class AddressStanding(StrEnum):
    """What the domain of an address says of its owner."""

    FITS = "fits"
    FREE_MAIL = "free_mail"
    OUTSIDE = "outside"


@value_class
class CheckedAddress:
    """Somebody who is to decide, with what their address says of them."""

    nomination: Nomination
    standing: AddressStanding


def review_reasons(request: AccountRequest, rules: DomainRules, policy: Policy) -> tuple[ReviewReason, ...]:
    """Return why the request waits, by the rules as they are now; at least one."""
    return tuple(_reasons(request, rules, policy)) or (ReviewReason.EARLIER_RULES,)


def _reasons(request: AccountRequest, rules: DomainRules, policy: Policy) -> Iterator[ReviewReason]:
    is_outside = any(one.standing is not AddressStanding.FITS for one in checked_addresses(request))
    if is_outside and policy.review_gate is not ReviewGate.NEVER:
        yield ReviewReason.ADDRESS_OUTSIDE_DOMAIN
    yield from (ReviewReason(doubt.value) for doubt in rules.doubts(request.domain_identifier))
    if policy.review_gate is ReviewGate.ALWAYS:
        yield ReviewReason.EVERY_REQUEST


def checked_addresses(request: AccountRequest) -> tuple[CheckedAddress, ...]:
    """Return everybody who may decide, in the order in which they were named."""
    return tuple(CheckedAddress(one, _standing(one, request)) for one in request.waiting())


def _standing(nomination: Nomination, request: AccountRequest) -> AddressStanding:
    address = MailAddress.parse(nomination.email)
    if fits(address, request):
        return AddressStanding.FITS
    is_free = is_free_mail(address.domain) or is_professional_mail(address.domain)
    return AddressStanding.FREE_MAIL if is_free else AddressStanding.OUTSIDE
