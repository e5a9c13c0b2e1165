"""A problem explained apart from any case: what it means, and what to do about it.

Refuses to know a single fact, for its reader may come from anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid, translator
from chalicelib.rendering.problems import meanings_access, meanings_callers, meanings_links, meanings_requests
from chalicelib.rendering.problems.texts import problem_text

MEANINGS: Mapping[Problem, str] = {
    **meanings_callers.MEANINGS,
    **meanings_requests.MEANINGS,
    **meanings_links.MEANINGS,
    **meanings_access.MEANINGS,
}
# Where the detail of an answer speaks of the very page or answer that it stands on.
ELSEWHERE: Mapping[Problem, str] = {
    Problem.INTERNAL_ERROR: msgid(
        "Try again in a few minutes. If it happens again, give support the number that the answer shows, which is"
        " also its header X-Request-Id."
    ),
    Problem.RECORD_UNREADABLE: msgid(
        "Trying again does not help: give support the number that the answer shows, which is also its header"
        " X-Request-Id."
    ),
    Problem.LINK_EXPIRED: msgid(
        "Open the link once more and ask for a new one there; it is sent to the address that the link was sent to."
    ),
}


@dataclass(frozen=True)
class Explanation:
    """A problem in words that hold for all its cases."""

    title: str
    meaning: str
    remedy: str


def explanation(problem: Problem, language: str) -> Explanation:
    """The problem's title as its answers have it, its meaning, and what to do about it."""
    words = translator(language)
    text = problem_text(problem, {}, language)
    elsewhere = ELSEWHERE.get(problem)
    remedy = words.gettext(elsewhere) if elsewhere else text.detail
    return Explanation(text.title, words.gettext(MEANINGS[problem]), remedy)
