"""The free-text fields that come with a request: how each is read, and whether the customer sees it.

Requester and reviewers see every field. `rendering.pages.text_fields` has the words of each.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from chalicelib.domain import text
from chalicelib.domain.value_classes import value_class


class TextField(StrEnum):
    """A field by its name in forms, in JSON and as an attribute of the request."""

    NOTE_TO_CUSTOMER = "note_to_customer"
    NOTE_TO_REVIEWER = "note_to_reviewer"
    ORDER_REFERENCE = "order_reference"


@value_class
class TextFieldRule:
    """`parse` raises `Invalid`. Text that the customer sees may not contain a link."""

    parse: Callable[[str], str]
    shown_to_customer: bool = False


# In the order in which errors are reported and mails to reviewers show the fields.
TEXT_FIELDS: Mapping[TextField, TextFieldRule] = {
    TextField.NOTE_TO_REVIEWER: TextFieldRule(text.note),
    TextField.NOTE_TO_CUSTOMER: TextFieldRule(text.link_free_note, shown_to_customer=True),
    TextField.ORDER_REFERENCE: TextFieldRule(text.order_reference),
}
