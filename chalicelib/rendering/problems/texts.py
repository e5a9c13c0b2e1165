"""The texts of problems: in a response, at a field, and on a problem's own page."""

from chalicelib.domain.errors import FieldCode, Problem, ProblemFacts
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.languages import translator
from chalicelib.rendering.problems.fields import FIELD_TEXTS
from chalicelib.rendering.problems.table import PROBLEMS
from chalicelib.rendering.problems.text_template import TextTemplate, fill


@value_class
class ProblemText:
    """Title and detail of a problem, in one language."""

    title: str
    detail: str


@value_class
class Explanation:
    """A problem's own page in one language; it holds for every case of the problem."""

    title: str
    meaning: str
    remedy: str


def problem_text(problem: Problem, facts: ProblemFacts, language: str) -> ProblemText:
    """The problem's text, as exact as the facts allow; `retry_after` is in seconds and shown as a wait."""
    row = PROBLEMS[problem]
    return ProblemText(translator(language).gettext(row.title), fill(row.detail, facts, language))


def field_text(code: FieldCode | Problem, facts: ProblemFacts, language: str) -> str:
    """The text at a field: the field code's text, or a problem's title and detail."""
    if isinstance(code, Problem):
        text = problem_text(code, facts, language)
        return f"{text.title}. {text.detail}"
    return fill(FIELD_TEXTS[code], facts, language)


def explanation(problem: Problem, lengths: ProblemFacts, language: str) -> Explanation:
    """What the problem means and what to do about it, without the facts of any case.

    `lengths` are those of the policy, in seconds, for the meanings that name one.
    """
    row, text = PROBLEMS[problem], problem_text(problem, {}, language)
    remedy = translator(language).gettext(row.remedy) if row.remedy else text.detail
    return Explanation(text.title, fill(TextTemplate(row.meaning), lengths, language), remedy)
