"""What is said beside a field whose value cannot be taken."""

from collections.abc import Mapping

from chalicelib.domain.errors import FieldCode
from chalicelib.rendering.languages import msgid
from chalicelib.rendering.problems.filled import Words

FIELD_WORDS: Mapping[FieldCode, Words] = {
    FieldCode.ADDRESS_ALREADY_ASKED: Words(
        msgid("This person is on the request already. Enter another address."),
    ),
    FieldCode.ADDRESS_MALFORMED: Words(msgid("Enter one e-mail address, such as name@example.com.")),
    FieldCode.CONTAINS_LINK: Words(msgid("Links are not allowed here. Take out “://” and “www.”.")),
    FieldCode.FORBIDDEN_CHARACTER: Words(
        msgid("There is an invisible character in it. Type the text again instead of copying it."),
        {
            "character": msgid(
                "There is an invisible character in it ({character}). Type the text again instead of copying it."
            )
        },
    ),
    FieldCode.NAME_TAKEN: Words(
        msgid("Another Virtual Account in the same place has this name. Choose another name."),
    ),
    FieldCode.NOMINATION_UNKNOWN: Words(
        msgid("This person is no longer asked to decide. Reload the page and choose again."),
    ),
    FieldCode.NOT_ONE_OF: Words(
        msgid("Choose one of the values offered."),
        {"choices": msgid("Choose one of these: {choices}.")},
    ),
    FieldCode.REQUIRED: Words(msgid("Fill this in.")),
    FieldCode.TOO_FEW: Words(
        msgid("Enter more of these."),
        {"limit": msgid("Enter at least {limit}.")},
    ),
    FieldCode.TOO_LONG: Words(
        msgid("Shorten this."),
        {"limit": msgid("Shorten this to {limit} characters or fewer.")},
    ),
    FieldCode.TOO_DEEP: Words(
        msgid("This lies too deep. Choose one that is higher up."),
        {"limit": msgid("No more than {limit} levels are possible. Choose one that is higher up.")},
    ),
    FieldCode.TOO_MANY: Words(
        msgid("Enter fewer of these."),
        {"limit": msgid("No more than {limit} are possible here.")},
    ),
    FieldCode.TOO_MANY_WORDS: Words(
        msgid("Use fewer words."),
        {"limit": msgid("Use {limit} words or fewer.")},
    ),
    FieldCode.TOO_SHORT: Words(
        msgid("Enter more characters."),
        {"limit": msgid("Enter {limit} characters or more.")},
    ),
    FieldCode.UNKNOWN_FIELD: Words(
        msgid("There is no field of this name. Check its spelling, or leave it out."),
    ),
    FieldCode.VIRTUAL_ACCOUNT_MISSING: Words(
        msgid("The account has no such Virtual Account. Reload the page and choose again."),
    ),
    FieldCode.WRONG_TYPE: Words(
        msgid("This kind of value does not fit here. See the API documentation for the one that does."),
    ),
}
