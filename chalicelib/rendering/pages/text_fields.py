"""Labels of the request's free-text fields: on the form, next to the value, and above a quotation."""

from collections.abc import Iterable, Iterator, Mapping

from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.text_fields import TEXT_FIELDS, TextField
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.languages import msgid


@value_class
class TextFieldWords:
    """`lines` is the height of the input. Mails to reviewers quote a field under `heading`; without one, they do not.

    The requester's own mail quotes under `own_heading` what the customer sees.
    """

    label: str
    form_label: str
    hint: str
    heading: str = ""
    own_heading: str = ""
    lines: int = 1


# In the order of the pages.
TEXT_FIELD_WORDS: Mapping[TextField, TextFieldWords] = {
    TextField.NOTE_TO_CUSTOMER: TextFieldWords(
        label=msgid("Note to the customer"),
        form_label=msgid("Note to the customer (optional)"),
        hint=msgid(
            "Up to 1,000 characters, without links. It stands in the mail and on the page where the customer decides."
        ),
        heading=msgid("Message from {requester}"),
        own_heading=msgid("Your message to the customer"),
        lines=4,
    ),
    TextField.NOTE_TO_REVIEWER: TextFieldWords(
        label=msgid("Note to the reviewer"),
        form_label=msgid("Note to the reviewer (optional)"),
        hint=msgid("Up to 1,000 characters. Only reviewers read it, never the customer."),
        heading=msgid("Note to the reviewer"),
        lines=4,
    ),
    TextField.ORDER_REFERENCE: TextFieldWords(
        label=msgid("Order reference"),
        form_label=msgid("Order reference (optional)"),
        hint=msgid(
            "Up to 64 characters: your own number of the order. It stands in the mails to you. Reviewers see it too,"
            " the customer never does."
        ),
    ),
}


def filled_in(
    request: AccountRequest, fields: Iterable[TextField] = TEXT_FIELD_WORDS
) -> Iterator[tuple[TextFieldWords, str]]:
    """The fields that the requester filled in, each with its words."""
    return ((TEXT_FIELD_WORDS[field], request.text(field)) for field in fields if request.text(field))


def filled_in_for_customer(request: AccountRequest) -> Iterator[tuple[TextFieldWords, str]]:
    """Of these, the ones that the customer sees."""
    return filled_in(request, (field for field in TEXT_FIELD_WORDS if TEXT_FIELDS[field].shown_to_customer))
