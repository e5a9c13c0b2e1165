"""What people and programs are told when a rule says no: a title, and a detail that says what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.errors import FieldCode, Problem, ProblemFacts
from chalicelib.rendering import (
    problem_words_access,
    problem_words_callers,
    problem_words_links,
    problem_words_requests,
)
from chalicelib.rendering.field_words import FIELD_WORDS
from chalicelib.rendering.filled_words import Words, filled
from chalicelib.rendering.languages import translator

TITLES: Mapping[Problem, str] = {
    **problem_words_callers.TITLES,
    **problem_words_requests.TITLES,
    **problem_words_links.TITLES,
    **problem_words_access.TITLES,
}
DETAILS: Mapping[Problem, Words] = {
    **problem_words_callers.DETAILS,
    **problem_words_requests.DETAILS,
    **problem_words_links.DETAILS,
    **problem_words_access.DETAILS,
}


@dataclass(frozen=True)
class ProblemText:
    """A problem in words."""

    title: str
    detail: str


def problem_text(problem: Problem, facts: ProblemFacts, language: str) -> ProblemText:
    """The problem in words, as exact as the facts allow; `retry_after`, in seconds, is said as a wait."""
    title = translator(language).gettext(TITLES[problem])
    return ProblemText(title, filled(DETAILS[problem], facts, language))


def field_text(code: FieldCode | Problem, facts: ProblemFacts, language: str) -> str:
    """What to say beside a field; a problem that is the field's own says there all that its page says."""
    if isinstance(code, Problem):
        whole = problem_text(code, facts, language)
        return f"{whole.title}. {whole.detail}"
    return filled(FIELD_WORDS[code], facts, language)
