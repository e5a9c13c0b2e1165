"""Every problem has a text in every language, with its facts and what to do next."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import product

import pytest

from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.errors import FieldCode, Problem, ProblemFacts
from chalicelib.domain.languages import DEFAULT_LANGUAGE, LANGUAGES
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.rendering.pages.labels import LABELS, label
from chalicelib.rendering.problems.fields import FIELD_TEXTS
from chalicelib.rendering.problems.table import PROBLEMS
from chalicelib.rendering.problems.text_template import TextTemplate, placeholders
from chalicelib.rendering.problems.texts import field_text, problem_text
from chalicelib.rendering.problems.warnings import WARNING_TEXTS, DryRunWarning, warning_text
from infra.catalogues import TRANSLATED

FACTS: ProblemFacts = {
    "accepted_domains": ("univ.example",),
    "accepted_parameters": ("q", "limit"),
    "accepted_values": ("true", "false"),
    "account_id": "a1",
    "account_name": "Example University",
    "action": "reassign",
    "character": "U+202E",
    "character_kind": "direction",
    "found": "evil.example/login",
    "choices": "en, fr",
    "count": 3,
    "domain": "univ.example",
    "free_at": "2027-02-20T09:00:00+00:00",
    "pending_until": "2027-02-20T09:00:00+00:00",
    "limit": 5,
    "limit_name": "mails_per_team",
    "open_requests": 25,
    "missing_claim": "email",
    "parameter": "limit",
    "existing_request_id": "r1",
    "own_account_name": "Example University",
    "retry_after": 600,
    "current_status": "approved",
    "webhook_status": "disabled",
    "times": 2,
}
NO_FACT_ONE_OR_ALL: tuple[ProblemFacts, ...] = ({}, *({name: value} for name, value in FACTS.items()), FACTS)


def assert_translated(english: str, *others: str) -> None:
    """Assert that no text is empty or has a placeholder left, and that no translation equals the original."""
    for text in (english, *others):
        assert text
        assert "{" not in text
    assert english not in others


def all_templates() -> Iterator[TextTemplate]:
    yield from (row.detail for row in PROBLEMS.values())
    yield from FIELD_TEXTS.values()
    yield from WARNING_TEXTS.values()


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_has_title_and_detail_in_every_language(problem: Problem) -> None:
    for facts in NO_FACT_ONE_OR_ALL:
        texts = [problem_text(problem, facts, language) for language in LANGUAGES]
        assert_translated(*(text.title for text in texts))
        assert_translated(*(text.detail for text in texts))
        assert texts[0].detail.endswith(".")
        assert not texts[0].title.endswith(".")


@pytest.mark.parametrize("code", [*FieldCode, Problem.DOMAIN_MALFORMED, Problem.REQUESTER_CANNOT_APPROVE])
def test_every_field_code_has_a_text_in_every_language(code: FieldCode | Problem) -> None:
    for facts in NO_FACT_ONE_OR_ALL:
        assert_translated(*(field_text(code, facts, language) for language in LANGUAGES))


@pytest.mark.parametrize("code", DryRunWarning)
def test_every_warning_has_a_text_in_every_language(code: DryRunWarning) -> None:
    for facts in NO_FACT_ONE_OR_ALL:
        assert_translated(*(warning_text(code, facts, language) for language in LANGUAGES))


OTHERS = ("scope",)


def test_texts_use_only_known_facts() -> None:
    for template in all_templates():
        assert not placeholders(template.general)
        for fact, text in template.variants.items():
            assert {fact, *placeholders(text)} <= {
                *FACTS,
                "access_request_id",
                "account_status",
                "missing_parameter",
                "scope",
            }


@pytest.mark.parametrize(("known", "accepted"), [(("q", "limit"), "q, limit."), ((), "none.")])
def test_accepted_parameters_are_listed_or_none(known: tuple[str, ...], accepted: str) -> None:
    facts: ProblemFacts = {"parameter": "dry-run", "accepted_parameters": known}
    detail = problem_text(Problem.INVALID_PARAMETER, facts, "en").detail
    assert "“dry-run”" in detail
    assert detail.endswith(accepted)


@pytest.mark.parametrize(
    "problem",
    [
        Problem.BUSY,
        Problem.MAIL_LIMIT,
        Problem.RESEND_TOO_SOON,
        Problem.TOO_MANY_CALLS,
    ],
)
def test_waiting_time_is_shown(problem: Problem) -> None:
    assert "in 10 minutes" in problem_text(problem, {"retry_after": 600}, "en").detail
    assert "dans 10 minutes" in problem_text(problem, {"retry_after": 600}, "fr").detail


def test_limit_and_status_are_shown_in_the_readers_language() -> None:
    assert field_text(FieldCode.TOO_LONG, {"limit": 200}, "fr") == "Raccourcissez ce texte à 200 caractères au plus."
    detail = problem_text(Problem.ACTION_NOT_ALLOWED, {"current_status": "withdrawn", "action": "resend"}, "fr").detail
    assert "«\u00a0Retirée\u00a0»" in detail


def test_field_text_says_what_is_wrong_and_what_to_do() -> None:
    text = field_text(Problem.DOMAIN_SINGLE_LABEL, {}, "en")
    assert text == "This domain has no ending. Enter the whole name with its ending, such as example.com."


def test_pending_request_of_another_person_has_another_text() -> None:
    facts = {"account_id": "a1"}
    another = problem_text(Problem.REQUEST_ALREADY_PENDING, facts, "en").detail
    own = problem_text(Problem.REQUEST_ALREADY_PENDING, {**facts, "existing_request_id": "r1"}, "en").detail
    assert "your team" not in another
    assert "your team" in own


@pytest.mark.parametrize("status", [*RequestStatus, *AccountStatus])
def test_refused_action_names_the_status_of_its_request_or_account(status: StrEnum) -> None:
    fact = "account_status" if isinstance(status, AccountStatus) else "current_status"
    for language in LANGUAGES:
        detail = problem_text(Problem.ACTION_NOT_ALLOWED, {fact: status.value}, language).detail
        assert label(status, language) in detail


def test_placeholders_in_typed_text_are_not_filled_in() -> None:
    assert "{limit}" in field_text(FieldCode.NOT_ONE_OF, {"choices": "{limit}", "limit": 3}, "en")


@pytest.mark.parametrize("kind", LABELS, ids=lambda kind: kind.__name__)
def test_every_state_reason_and_role_has_a_label_in_every_language(kind: type[StrEnum]) -> None:
    for member, language in product(kind, LANGUAGES):
        assert label(member, language)
    english = {label(member, DEFAULT_LANGUAGE) for member in kind}
    for language in TRANSLATED:
        assert {label(member, language) for member in kind} != english
