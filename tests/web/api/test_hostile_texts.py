"""60 KB of the most expensive text take at most 5 times the processor time of an ordinary call, wherever accepted."""

import json
from collections.abc import Iterator, Mapping
from functools import partial

import pytest

from chalicelib.web.api.operations import Operation
from tests.hostile import HOSTILE, SIZE, costs_at_most, filled, processor_time
from tests.web.api.hostile_cases import CASES, FORMS, JSON, OPERATIONS, Callers, Case, body_of, callers
from tests.web.browser_without_script import site_over
from tests.web.events import slug_of
from tests.world import aws_world

TIMES = 5
TEXTS = (
    "marks of two classes in turn",
    "marks of one class behind those of another",
    "Hangul jamo",
    "ligatures of eighteen letters",
    "zero width",
    "A-labels",
    "at signs",
    "brackets",
    "percent signs",
    "semicolons",
    "words",
)


@pytest.fixture(scope="module")
def everybody() -> Iterator[Callers]:
    """A person who may call every operation."""
    with callers() as found:
        yield found


@pytest.fixture(scope="module")
def usual() -> float:
    """The processor time of a call that reads from DynamoDB, which no ordinary call of a deployed system undercuts."""
    with aws_world() as world, site_over(world) as site:
        reader = site.signed_in()
        return min(processor_time(lambda: reader.get("/requests")) for _ in range(5))


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hostile_text_of_60_kb_takes_at_most_5_times_an_ordinary_call(
    everybody: Callers, usual: float, case: Case
) -> None:
    plain = partial(assert_handled, everybody, case, case.plain)
    for name in TEXTS:
        hostile = partial(assert_handled, everybody, case, HOSTILE[name])
        assert processor_time(hostile) <= TIMES * usual or costs_at_most(TIMES, plain, hostile, usual), name


@pytest.mark.slow
def test_name_of_60_kb_of_marks_answers_422_within_3_times_an_ordinary_call(everybody: Callers, usual: float) -> None:
    (case,) = [one for one in CASES if one.name == "submit_request /account_name"]
    marks = HOSTILE["marks of one class behind those of another"]
    assert everybody.call(case, marks)["statusCode"] == 422
    plain, hostile = partial(assert_handled, everybody, case, case.plain), partial(everybody.call, case, marks)
    assert costs_at_most(3, plain, hostile, usual)


def assert_handled(everybody: Callers, case: Case, text: str) -> None:
    """Call the app and assert that the response is no server error."""
    assert everybody.call(case, text)["statusCode"] < 500


BODIES: Mapping[str, str] = {
    "60,000 brackets": "[" * SIZE,
    "brackets in a field": '{"reason": ' + "[" * (SIZE - 20),
    "objects in one another": '{"a":' * (SIZE // 6),
    "thousands of unknown fields": json.dumps({f"k{number}": 1 for number in range(5_000)}),
    "one name twice, thousands of times": "{" + '"a":1,' * 9_000 + '"a":1}',
    "thousands of numbers": '{"reason": [' + "1," * 29_000 + "1]}",
    "thousands of addresses": json.dumps({"customer_emails": ["a@b.example"] * 3_500}),
    "thousands of ids": json.dumps({"scope": "virtual_accounts", "virtual_account_ids": ["x"] * 11_000}),
    "a long number": '{"reason": ' + "9" * (SIZE - 20) + "}",
    "escapes": '{"reason": "' + "\\u0301\\u0323" * 4_900 + '"}',
    "the name of an unknown field": json.dumps({filled("\u0301\u0323"): 1}, ensure_ascii=False),
    "blanks": " " * SIZE,
    "an unknown field of marks": '{"' + "~" * (SIZE - 20) + '": 1}',
}


@pytest.mark.slow
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize(
    "operation", [operation for operation in OPERATIONS if operation.body], ids=lambda operation: operation.name
)
def test_hostile_body_of_60_kb_takes_at_most_5_times_an_ordinary_call(
    everybody: Callers, usual: float, operation: Operation, body: str
) -> None:
    plain = json.dumps(body_of(operation))
    case = Case(operation.name, operation.method, operation.path, lambda text: {"body": text, "headers": JSON}, plain)
    ordinary, hostile = (partial(assert_handled, everybody, case, text) for text in (plain, body))
    assert costs_at_most(TIMES, ordinary, hostile, usual)


def test_only_the_first_twenty_unknown_fields_are_named(everybody: Callers) -> None:
    body = json.dumps({f"k{number}": 1 for number in range(5_000)})
    (operation,) = [operation for operation in OPERATIONS if operation.name == "withdraw_request"]
    case = Case(operation.name, operation.method, operation.path, lambda text: {"body": text, "headers": JSON}, "{}")
    response = everybody.call(case, body)
    assert slug_of(response) == "validation-failed"
    assert [error["pointer"] for error in json.loads(response["body"])["errors"]] == [
        f"/k{number}" for number in range(20)
    ]


def test_overlong_text_is_refused_with_its_limit(everybody: Callers) -> None:
    (case,) = [candidate for candidate in CASES if candidate.name == "submit_request /account_name"]
    response = everybody.call(case, HOSTILE["marks of two classes in turn"])
    (error,) = json.loads(response["body"])["errors"]
    assert (error["pointer"], error["code"]) == ("/account_name", "too-long")
    assert "200" in error["detail"]


def test_every_form_and_every_body_has_cases() -> None:
    tried = {case.name.split(" ")[0] for case in CASES}
    assert {operation.name for operation in OPERATIONS if operation.body and body_of(operation)} <= tried
    assert {form.name for form in FORMS} <= tried
