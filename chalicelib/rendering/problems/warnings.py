"""The warnings of a dry run: what a requester should know before sending."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.errors import ProblemFacts
from chalicelib.rendering.languages import msgid
from chalicelib.rendering.problems.text_template import TextTemplate, fill


class DryRunWarning(StrEnum):
    """The codes of a dry run's `warnings`."""

    GOES_TO_REVIEW = "goes-to-review"
    ADMINISTRATORS_WILL_BE_TOLD = "administrators-will-be-told"
    SIMILAR_ACCOUNT_EXISTS = "similar-account-exists"


WARNING_TEXTS: Mapping[DryRunWarning, TextTemplate] = {
    DryRunWarning.GOES_TO_REVIEW: TextTemplate(
        msgid(
            "A reviewer looks at this request first; the customer hears of it once it is accepted. With"
            " addresses in the domain of the account it usually goes straight to the customer."
        ),
    ),
    DryRunWarning.ADMINISTRATORS_WILL_BE_TOLD: TextTemplate(
        msgid(
            "Administrators of accounts under the same organisation domain will be told the account's name,"
            " its domain and that you asked; they see neither your notes nor the customer's addresses."
        ),
        {
            "count": msgid(
                "Administrators of accounts under the same organisation domain ({count} in all) will be told the"
                " account's name, its domain and that you asked; they see neither your notes nor the customer's"
                " addresses."
            )
        },
    ),
    DryRunWarning.SIMILAR_ACCOUNT_EXISTS: TextTemplate(
        msgid(
            "There is an account already that may be the customer’s. If it is, ask for access to it instead of"
            " requesting another one."
        ),
        {
            "account_name": msgid(
                "There is an account already that may be the customer’s: {account_name} ({domain}). If it is, ask for"
                " access to it instead of requesting another one."
            )
        },
    ),
}


def warning_text(code: DryRunWarning, facts: ProblemFacts, language: str) -> str:
    """The text of the warning."""
    return fill(WARNING_TEXTS[code], facts, language)
