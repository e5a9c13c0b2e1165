"""What a requester should know before sending, though nothing stands in the way."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.errors import ProblemFacts
from chalicelib.rendering.languages import msgid
from chalicelib.rendering.problems.filled import Words, filled


class DryRunWarning(StrEnum):
    """The codes of a dry run's `warnings`."""

    GOES_TO_REVIEW = "goes-to-review"
    ADMINISTRATORS_WILL_BE_TOLD = "administrators-will-be-told"


WARNING_WORDS: Mapping[DryRunWarning, Words] = {
    DryRunWarning.GOES_TO_REVIEW: Words(
        msgid(
            "A reviewer looks at this request first; the customer hears of it once it is accepted. With"
            " addresses in the domain of the account it usually goes straight to the customer."
        ),
    ),
    DryRunWarning.ADMINISTRATORS_WILL_BE_TOLD: Words(
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
}


def warning_text(code: DryRunWarning, facts: ProblemFacts, language: str) -> str:
    """The warning in words."""
    return filled(WARNING_WORDS[code], facts, language)
