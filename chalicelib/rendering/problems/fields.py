"""The text at a field with an invalid value, one row for each code."""

from collections.abc import Mapping

from chalicelib.domain.errors import FieldCode
from chalicelib.rendering.languages import msgid
from chalicelib.rendering.problems.text_template import TextTemplate

FIELD_TEXTS: Mapping[FieldCode, TextTemplate] = {
    FieldCode.ADDRESS_ALREADY_ASKED: TextTemplate(
        msgid("This person is on the request already. Enter another address."),
    ),
    FieldCode.ADDRESS_MALFORMED: TextTemplate(
        msgid("Enter one e-mail address, such as name@example.com."),
        {
            "count": msgid("There are {count} addresses in it. Enter one e-mail address, such as name@example.com."),
            "character": msgid("{character} cannot stand there. Enter one e-mail address, such as name@example.com."),
            "limit": msgid("An e-mail address has {limit} characters or fewer. Enter one such as name@example.com."),
        },
    ),
    FieldCode.ALREADY_THE_REQUESTER: TextTemplate(
        msgid("The request is this person’s already. Enter the address of somebody else in the team."),
    ),
    FieldCode.ASKED_TO_DECIDE: TextTemplate(
        msgid("This person, or somebody of their organisation, is asked to decide. Choose another member of the team."),
    ),
    FieldCode.BELOW_ITSELF: TextTemplate(
        msgid("A Virtual Account cannot be below itself. Choose one that is not below it."),
    ),
    FieldCode.CONTAINS_LINK: TextTemplate(
        msgid("Web addresses are not allowed here: mail programs turn them into links. Take the address out."),
        {"found": msgid("“{found}” is a web address, and mail programs would turn it into a link. Take it out.")},
    ),
    FieldCode.FORBIDDEN_CHARACTER: TextTemplate(
        msgid("There is a character in it that cannot stand here. Type the text again instead of copying it."),
        {
            "character_kind": msgid(
                "It contains {character}, {character_kind}. Type the text again instead of copying it."
            ),
            "character": msgid(
                "One letter has more marks such as {character} than any script uses. Type the text again instead of"
                " copying it."
            ),
        },
    ),
    FieldCode.NAME_TAKEN: TextTemplate(
        msgid("Another Virtual Account in the same place has this name. Choose another name."),
    ),
    FieldCode.NOMINATION_UNKNOWN: TextTemplate(
        msgid("This person is no longer asked to decide. Reload the page and choose again."),
    ),
    FieldCode.NOT_A_TEAM_MEMBER: TextTemplate(
        msgid("Nobody in the team has accepted a role with this address. Enter the address of a member of the team."),
    ),
    FieldCode.URL_NOT_ALLOWED: TextTemplate(
        msgid("Give an https address with a host’s name, on port 443 or 8443, without user, password and fragment.")
    ),
    FieldCode.HOST_NOT_ALLOWED: TextTemplate(
        msgid("Give a host that is found, and whose addresses are all on the public internet.")
    ),
    FieldCode.NOT_ONE_OF: TextTemplate(
        msgid("Choose one of the values offered."),
        {"choices": msgid("Choose one of these: {choices}.")},
    ),
    FieldCode.REQUIRED: TextTemplate(msgid("Fill this in.")),
    FieldCode.SIMILAR_ACCOUNTS: TextTemplate(
        msgid("Look at the accounts that may be the customer’s. Tick this box only if the customer needs another one."),
    ),
    FieldCode.TOO_FEW: TextTemplate(msgid("Enter at least one e-mail address.")),
    FieldCode.TOO_LONG: TextTemplate(
        msgid("Shorten this."),
        {"limit": msgid("Shorten this to {limit} characters or fewer.")},
    ),
    FieldCode.TOO_DEEP: TextTemplate(
        msgid("This lies too deep. Choose one that is higher up."),
        {"limit": msgid("No more than {limit} levels are possible. Choose one that is higher up.")},
    ),
    FieldCode.TOO_MANY: TextTemplate(
        msgid("Enter fewer of these."),
        {"limit": msgid("No more than {limit} are possible here.")},
    ),
    FieldCode.TOO_MANY_WORDS: TextTemplate(
        msgid("Use fewer words."),
        {"limit": msgid("Use {limit} words or fewer.")},
    ),
    FieldCode.TOO_SHORT: TextTemplate(
        msgid("Enter more characters."),
        {"limit": msgid("Enter {limit} characters or more.")},
    ),
    FieldCode.UNKNOWN_FIELD: TextTemplate(
        msgid("There is no field of this name. Check its spelling, or leave it out."),
    ),
    FieldCode.VIRTUAL_ACCOUNT_MISSING: TextTemplate(
        msgid("The account has no such Virtual Account. Reload the page and choose again."),
    ),
    FieldCode.WRONG_TYPE: TextTemplate(
        msgid("This kind of value does not fit here. See the API documentation for the one that does."),
    ),
}
