"""Decisions about inquiries for accounts that nobody is told of."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.domain.access import inquiry
from chalicelib.domain.access.inquiry import Inquiry, InquiryForm
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.requests.limits import RateWindow
from tests.domain.decisions.described import Decision, created
from tests.domain.requests.stories import (
    PARTNER,
    POLICY,
    START,
    access_approved,
    access_asked,
    access_declined,
)

DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)


def asked(**changed: Any) -> AccessRequest:
    """Return a pending request for access."""
    return access_asked(**changed).request


def inquired() -> Inquiry:
    """Return an inquiry of today."""
    return inquiry.inquire(InquiryForm(" Univ\nExample ", "Hello."), "inquiry-1", PARTNER, POLICY, START)


OF_INQUIRIES: Mapping[str, Decision[Any]] = {
    "inquire": created(inquired),
    "inquire of nothing": created(
        lambda: inquiry.inquire(InquiryForm(" ", "https://x.example"), "inquiry-1", PARTNER, POLICY, START)
    ),
    "inquire at length": created(
        lambda: inquiry.inquire(InquiryForm("x" * 5000, "y" * 5000), "inquiry-1", PARTNER, POLICY, START)
    ),
    "count an inquiry": created(
        lambda: inquiry.counted_inquiry(RateWindow(inquiry.inquiry_counter("person-1"), (START,) * 2), START + DAY)
    ),
    "count the third inquiry": created(
        lambda: inquiry.counted_inquiry(RateWindow("inquiry#person-1", (START,) * 2), START + DAY - INSTANT)
    ),
    "count the fourth inquiry": created(
        lambda: inquiry.counted_inquiry(RateWindow("inquiry#person-1", (START,) * 3), START + DAY - INSTANT)
    ),
    "end an inquiry": Decision(inquired, lambda one: inquiry.ended(one, None, START + 60 * DAY)),
    "end an inquiry with a pending request": Decision(
        inquired, lambda one: inquiry.ended(one, asked(), START + 60 * DAY)[1]
    ),
    "end an inquiry that was approved": Decision(
        inquired, lambda one: inquiry.ended(one, access_approved(asked()).request, START + 60 * DAY)
    ),
    "end an inquiry that was declined": Decision(
        inquired, lambda one: inquiry.ended(one, access_declined(asked()).request, START + 60 * DAY)[1]
    ),
    "see an inquiry": Decision(
        inquired,
        lambda one: [
            one.status(None, START + 60 * DAY - INSTANT),
            one.status(None, START + 60 * DAY),
            replace(one, ended_at=START).status(None, START),
            one.status(access_approved(asked()).request, START + 60 * DAY),
            one.status(access_declined(asked()).request, START),
        ],
    ),
    "process an inquiry": Decision(
        inquired,
        lambda one: [one.due_at, replace(one, access_request_id="").due_at, replace(one, ended_at=START).due_at],
    ),
}
