"""A refusal for a limit names it: 429 where waiting is a remedy, 409 where something has to end before."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import get_args

import pytest

from chalicelib.domain.errors import LimitName, Problem
from chalicelib.rendering.problems.table import PROBLEMS
from chalicelib.web.schemas.problems import (
    FACTS,
    CountProblem,
    LimitNameText,
    LimitProblem,
    LimitReachedProblem,
    OpenRequestsProblem,
    QuotaProblem,
)

PROBLEM_OF: Mapping[LimitName, Problem] = {
    LimitName.CALLS_OF_ALL: Problem.TOO_MANY_CALLS,
    LimitName.CALLS_PER_NETWORK: Problem.TOO_MANY_CALLS,
    LimitName.CHECK_PAUSE: Problem.CHECK_TOO_SOON,
    LimitName.CHECKS_PER_DAY: Problem.CHECK_TOO_SOON,
    LimitName.INQUIRIES_PER_PERSON: Problem.TOO_MANY_INQUIRIES,
    LimitName.MAILS_OF_CUSTOMER: Problem.MAIL_LIMIT,
    LimitName.MAILS_PER_ORGANISATION: Problem.MAIL_LIMIT,
    LimitName.MAILS_PER_RECIPIENT: Problem.MAIL_LIMIT,
    LimitName.MAILS_PER_REQUESTER: Problem.MAIL_LIMIT,
    LimitName.MAILS_PER_TEAM: Problem.MAIL_LIMIT,
    LimitName.OFFERS_PER_ADDRESS: Problem.TOO_MANY_OFFERS,
    LimitName.OPEN_ACCESS_REQUESTS: Problem.TOO_MANY_OPEN_REQUESTS,
    LimitName.OPEN_REQUESTS: Problem.TOO_MANY_OPEN_REQUESTS,
    LimitName.PROGRAMS_PER_ACCOUNT: Problem.TOO_MANY_PROGRAMS,
    LimitName.PROOFS_PER_HOLDER: Problem.TOO_MANY_PROOFS,
    LimitName.RECOVERIES_PER_ACCOUNT: Problem.RECOVERY_TOO_SOON,
    LimitName.RESEND_PAUSE: Problem.RESEND_TOO_SOON,
    LimitName.RESENDS_PER_NOMINATION: Problem.LIMIT_REACHED,
    LimitName.WAITING_PER_ACCOUNT: Problem.TOO_MANY_OPEN_REQUESTS,
    LimitName.WATCHERS_PER_REQUEST: Problem.LIMIT_REACHED,
    LimitName.WEBHOOKS_PER_ACCOUNT: Problem.TOO_MANY_WEBHOOKS,
}
LIMITED = frozenset(PROBLEM_OF.values())
# Their limits are of what was sent: bytes and characters.
MEASURED = frozenset({Problem.BODY_TOO_LARGE, Problem.IDEMPOTENCY_KEY_INVALID})


@pytest.mark.parametrize("problem", Problem)
def test_problem_names_its_limit_if_it_has_one(problem: Problem) -> None:
    names = FACTS[problem].__struct_fields__ if problem in FACTS else ()
    assert ("limit_name" in names) is (problem in LIMITED)
    assert ("limit" in names) is (problem in LIMITED | MEASURED)


def test_every_429_names_its_limit() -> None:
    waiting = {problem for problem, row in PROBLEMS.items() if row.status is HTTPStatus.TOO_MANY_REQUESTS}
    assert waiting == {problem for problem, schema in FACTS.items() if schema is LimitReachedProblem}


def test_every_quota_is_a_409_with_its_numbers() -> None:
    schemas = (CountProblem, QuotaProblem, OpenRequestsProblem)
    quotas = {problem for problem, schema in FACTS.items() if schema in schemas}
    assert {PROBLEMS[problem].status for problem in quotas} == {HTTPStatus.CONFLICT}


def test_only_what_is_measured_has_a_limit_without_a_name() -> None:
    assert {problem for problem, schema in FACTS.items() if schema is LimitProblem} == MEASURED


def test_document_has_every_limit() -> None:
    assert set(get_args(LimitNameText)) == set(LimitName)
