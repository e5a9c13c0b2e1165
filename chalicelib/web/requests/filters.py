"""What a list of requests is filtered by, from the query of an API call."""

from chalicelib.domain.errors import Invalid
from chalicelib.domain.requests.listing import RequestFilter
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.web.api import filter_values
from chalicelib.web.api.parameters import (
    CREATED_SINCE,
    ORDER_REFERENCE,
    REFERENCE,
    REQUEST_DOMAIN,
    REQUEST_STATUS,
    SEPARATOR,
    UPDATED_SINCE,
    refused_value,
)
from chalicelib.web.api.request_context import RequestContext


def request_filter(context: RequestContext) -> RequestFilter:
    """Return the filter. Raises `invalid-parameter` for a domain that no request can be for."""
    given = context.parameters
    statuses = given[REQUEST_STATUS.name].split(SEPARATOR) if REQUEST_STATUS.name in given else ()
    created, updated = (given.get(one.name) for one in (CREATED_SINCE, UPDATED_SINCE))
    named, ordered = given.get(REFERENCE.name), given.get(ORDER_REFERENCE.name)
    return RequestFilter(
        statuses=frozenset(map(RequestStatus, statuses)),
        domain_identifier=_domain(context),
        reference=filter_values.reference(named) if named else "",
        order_reference=filter_values.order_reference(ordered) if ordered else "",
        created_since=filter_values.instant(created) if created else None,
        updated_since=filter_values.instant(updated) if updated else None,
    )


def _domain(context: RequestContext) -> str:
    given = context.parameters.get(REQUEST_DOMAIN.name)
    if given is None:
        return ""
    try:
        return context.container.ports.rules.parse(given).value
    except Invalid:
        raise refused_value(REQUEST_DOMAIN) from None
