"""What a problem tells beside the members of every problem has a name of its own, wherever it is told."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Problem, Refused
from chalicelib.web.api.problems import problem_response
from chalicelib.web.schemas.common import ProblemView
from tests.conventions.facts import Fact, Unreadable, every_fact, facts_in

BASE_MEMBERS = frozenset(ProblemView.__struct_fields__)
NAMES = st.one_of(st.sampled_from(sorted(BASE_MEMBERS)), st.text(max_size=20))
FACTS = st.dictionaries(NAMES, st.one_of(st.integers(-9, 9), st.text(max_size=20)), max_size=8)


def test_no_fact_has_the_name_of_a_member_that_every_problem_has() -> None:
    assert [fact for fact in every_fact() if fact.name in BASE_MEMBERS] == []


def test_the_source_gives_the_facts_that_callers_rely_on() -> None:
    names = {fact.name for fact in every_fact()}
    assert names >= {
        "account_id",
        "action",
        "choices",
        "current_status",
        "decision",
        "existing_request_id",
        "limit",
    }


@pytest.mark.parametrize(
    "given_so",
    [
        'Refused(Problem.BUSY, facts={"status": 1})',
        'FieldError("/x", code, {"status": 1})',
        'ProblemResponse(refused, {"status": 1})',
        "Invalid(code, status=1)",
        'checks.fault("/x", code, status=1)',
        'def f():\n    facts = {}\n    facts["status"] = 1\n    raise Refused(problem, facts=facts)',
        'def f():\n    facts: Facts = {"status": 1}\n    raise Refused(problem, facts={**facts})',
        'replace(fault, facts={"status": 1} if x else {})',
    ],
)
def test_a_fact_is_found_however_it_is_given(given_so: str) -> None:
    assert [fact.name for fact in facts_in(given_so)] == ["status"]


@pytest.mark.parametrize(
    "given_so",
    ["Refused(problem, facts={name: 1})", "Refused(problem, facts=made())", "ProblemResponse(refused, known)"],
)
def test_a_fact_whose_name_cannot_be_read_fails(given_so: str) -> None:
    with pytest.raises(Unreadable):
        list(facts_in(given_so))


@given(FACTS, FACTS)
def test_a_problem_keeps_its_members_whatever_the_facts_say(
    facts: dict[str, str | int], extra: dict[str, str | int]
) -> None:
    for problem in (Problem.ACCOUNT_EXISTS, Problem.REQUEST_ALREADY_PENDING):
        told = problem_response(Refused(problem, facts=facts), "en", "call-1", extra)
        plain = json.loads(problem_response(Refused(problem), "en", "call-1").body)
        members = json.loads(told.body)
        assert {name: members[name] for name in BASE_MEMBERS - {"detail"}} == {
            name: plain[name] for name in BASE_MEMBERS - {"detail"}
        }
        assert members["detail"] not in facts.values()


def test_a_fact_is_a_member_of_the_problem() -> None:
    told = Refused(Problem.ACTION_NOT_ALLOWED, facts={"current_status": "withdrawn", "action": "resend"})
    members = json.loads(problem_response(told, "en", "call-1").body)
    assert (members["status"], members["current_status"], members["action"]) == (409, "withdrawn", "resend")


def test_two_facts_of_one_place_are_told_apart() -> None:
    assert set(facts_in('Refused(p, facts={"a": 1, "b": 2})', "f.py")) == {
        Fact("a", "f.py:1"),
        Fact("b", "f.py:1"),
    }
