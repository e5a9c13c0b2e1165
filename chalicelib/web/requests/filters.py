"""What a list of requests is filtered by, from the query of an API call."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.errors import Invalid
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.requests.listing import RequestFilter
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.web.api import filter_values
from chalicelib.web.api.parameters import (
    BOUNCED,
    CREATED_SINCE,
    CREATED_UNTIL,
    ORDER_REFERENCE,
    PARTNER,
    REFERENCE,
    REQUEST_DOMAIN,
    REQUEST_STATUS,
    SEPARATOR,
    UPDATED_SINCE,
    Parameter,
    refused_value,
)
from chalicelib.web.api.request_context import RequestContext


def request_filter(context: RequestContext) -> RequestFilter:
    """Return the filter. Raises `invalid-parameter` for a domain that no request can be for."""
    given = context.parameters
    statuses = given[REQUEST_STATUS.name].split(SEPARATOR) if REQUEST_STATUS.name in given else ()
    created, updated, until = (_instant(context, one) for one in (CREATED_SINCE, UPDATED_SINCE, CREATED_UNTIL))
    named, ordered = given.get(REFERENCE.name), given.get(ORDER_REFERENCE.name)
    return RequestFilter(
        statuses=frozenset(map(RequestStatus, statuses)),
        domain_identifier=_domain(context),
        reference=filter_values.reference(named) if named else "",
        order_reference=filter_values.order_reference(ordered) if ordered else "",
        created_since=created,
        updated_since=updated,
        created_until=until,
        partner=filter_values.mail_domain(given[PARTNER.name]) if PARTNER.name in given else "",
        bounced=given[BOUNCED.name] == "true" if BOUNCED.name in given else None,
    )


def access_filter(context: RequestContext) -> Callable[[AccessRequest], bool]:
    """Return which access requests fit. Raises `invalid-parameter` for a domain that no account can have."""
    given, domain = context.parameters, _domain(context)
    partner = filter_values.mail_domain(given[PARTNER.name]) if PARTNER.name in given else ""
    since, until = _instant(context, CREATED_SINCE), _instant(context, CREATED_UNTIL)

    def fits(request: AccessRequest) -> bool:
        return (
            domain in ("", request.domain_identifier)
            and partner in ("", MailAddress.parse(request.requester.email).domain)
            and (since is None or request.created_at >= since)
            and (until is None or request.created_at <= until)
        )

    return fits


def _instant(context: RequestContext, parameter: Parameter) -> datetime | None:
    given = context.parameters.get(parameter.name)
    return filter_values.instant(given) if given else None


def _domain(context: RequestContext) -> str:
    given = context.parameters.get(REQUEST_DOMAIN.name)
    if given is None:
        return ""
    try:
        return context.container.ports.rules.parse(given).value
    except Invalid:
        raise refused_value(REQUEST_DOMAIN) from None
