"""What people and programs are told when a rule says no: a title, and a detail that says what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.errors import FieldCode, Problem, ProblemFacts
from chalicelib.rendering.languages import translator
from chalicelib.rendering.problems import words_access, words_callers, words_links, words_requests
from chalicelib.rendering.problems.field_texts import FIELD_WORDS
from chalicelib.rendering.problems.filled import Words, filled

TITLES: Mapping[Problem, str] = {
    **words_callers.TITLES,
    **words_requests.TITLES,
    **words_links.TITLES,
    **words_access.TITLES,
}
DETAILS: Mapping[Problem, Words] = {
    **words_callers.DETAILS,
    **words_requests.DETAILS,
    **words_links.DETAILS,
    **words_access.DETAILS,
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
