"""A refusal for a limit names it: 429 where waiting is a remedy, 409 where a quota is used up for days."""

from http import HTTPStatus
from typing import get_args

from chalicelib.domain.errors import LimitName, Problem
from chalicelib.rendering.problems.table import PROBLEMS
from chalicelib.web.schemas.problems import (
    FACTS,
    LimitNameText,
    LimitReachedProblem,
    OpenRequestsProblem,
    QuotaProblem,
)


def test_every_429_names_its_limit() -> None:
    waiting = {problem for problem, row in PROBLEMS.items() if row.status is HTTPStatus.TOO_MANY_REQUESTS}
    assert waiting == {problem for problem, schema in FACTS.items() if schema is LimitReachedProblem}


def test_every_quota_is_a_409_with_its_numbers() -> None:
    quotas = {problem for problem, schema in FACTS.items() if schema in (QuotaProblem, OpenRequestsProblem)}
    assert quotas == {Problem.LIMIT_REACHED, Problem.RECOVERY_TOO_SOON, Problem.TOO_MANY_OPEN_REQUESTS}
    assert {PROBLEMS[problem].status for problem in quotas} == {HTTPStatus.CONFLICT}


def test_document_has_every_limit() -> None:
    assert set(get_args(LimitNameText)) == set(LimitName)
