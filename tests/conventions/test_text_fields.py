"""Every free-text field of a request is stored, sent and shown to the readers that its row names."""

from dataclasses import fields as attributes

import msgspec
import pytest

from chalicelib.domain.errors import Invalid
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.text_fields import TEXT_FIELDS, TextField
from chalicelib.rendering.pages.text_fields import TEXT_FIELD_WORDS
from chalicelib.web.schemas.approvals import LinkRequestView
from chalicelib.web.schemas.bodies import AccountRequestBody
from chalicelib.web.schemas.requests import AccountRequestView

for_every_field = pytest.mark.parametrize("field", TextField)
FIRST_RELEASE = {TextField.NOTE_TO_CUSTOMER, TextField.NOTE_TO_REVIEWER}


def defaults(shape: type[msgspec.Struct]) -> dict[str, object]:
    return {one.name: one.default for one in msgspec.structs.fields(shape)}


@for_every_field
def test_the_request_keeps_it_and_earlier_records_without_it_are_read(field: TextField) -> None:
    stored = {one.name: one.default for one in attributes(AccountRequest)}
    assert field in stored
    assert field in FIRST_RELEASE or stored[field] == ""


@for_every_field
def test_the_body_of_a_submission_may_leave_it_out(field: TextField) -> None:
    assert defaults(AccountRequestBody).get(field) == ""


@for_every_field
def test_requesters_and_reviewers_are_answered_with_it(field: TextField) -> None:
    assert field in defaults(AccountRequestView)


@for_every_field
def test_only_what_the_customer_may_see_is_answered_to_a_link(field: TextField) -> None:
    assert (field in defaults(LinkRequestView)) == TEXT_FIELDS[field].shown_to_customer


@for_every_field
def test_what_the_customer_sees_holds_no_link_and_has_a_heading_in_the_requesters_own_mail(field: TextField) -> None:
    rule, words = TEXT_FIELDS[field], TEXT_FIELD_WORDS[field]
    assert bool(words.own_heading) == rule.shown_to_customer
    if rule.shown_to_customer:
        with pytest.raises(Invalid, match="contains-link"):
            rule.parse("www.a.example")
