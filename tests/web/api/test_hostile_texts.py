"""60 KB of the costliest text cost at most 5 times a plain call's processor time, wherever one can send them."""

import json
from collections.abc import Iterator, Mapping
from functools import partial

import pytest

from chalicelib.web.api.operations import Operation
from tests.hostile import HOSTILE, SIZE, costs_at_most, filled, spent
from tests.web.api.hostile_cases import CASES, FORMS, JSON, OPERATIONS, Callers, Case, body_of, callers
from tests.web.events import slug_of

TIMES = 5
TEXTS = (
    "marks of two classes in turn",
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
    """Somebody who may call whatever there is."""
    with callers() as found:
        yield found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_60_kb_of_any_text_cost_at_most_5_times_a_plain_call(everybody: Callers, case: Case) -> None:
    plain = partial(answered, everybody, case, case.plain)
    usual = min(spent(plain) for _ in range(3))
    for name in TEXTS:
        hostile = partial(answered, everybody, case, HOSTILE[name])
        assert spent(hostile) <= TIMES * usual or costs_at_most(TIMES, plain, hostile), name


def answered(everybody: Callers, case: Case, text: str) -> None:
    """With whatever, but not with a fault of the app's."""
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


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.body], ids=lambda one: one.name)
def test_a_body_of_60_kb_costs_at_most_5_times_a_plain_call(
    everybody: Callers, operation: Operation, body: str
) -> None:
    plain = json.dumps(body_of(operation))
    case = Case(operation.name, operation.method, operation.path, lambda text: {"body": text, "headers": JSON}, plain)
    assert costs_at_most(TIMES, partial(answered, everybody, case, plain), partial(answered, everybody, case, body))


def test_of_thousands_of_unknown_fields_the_first_twenty_are_named(everybody: Callers) -> None:
    body = json.dumps({f"k{number}": 1 for number in range(5_000)})
    (one,) = [one for one in OPERATIONS if one.name == "withdraw_request"]
    case = Case(one.name, one.method, one.path, lambda text: {"body": text, "headers": JSON}, "{}")
    answer = everybody.call(case, body)
    assert slug_of(answer) == "validation-failed"
    assert [error["pointer"] for error in json.loads(answer["body"])["errors"]] == [
        f"/k{number}" for number in range(20)
    ]


def test_what_is_too_long_is_said_to_be_so_with_its_limit(everybody: Callers) -> None:
    (case,) = [one for one in CASES if one.name == "submit_request /account_name"]
    answer = everybody.call(case, HOSTILE["marks of two classes in turn"])
    (error,) = json.loads(answer["body"])["errors"]
    assert (error["pointer"], error["code"]) == ("/account_name", "too-long")
    assert "200" in error["detail"]


def test_every_form_and_every_body_has_its_cases() -> None:
    tried = {case.name.split(" ")[0] for case in CASES}
    assert {one.name for one in OPERATIONS if one.body and body_of(one)} <= tried
    assert {one.name for one in FORMS} <= tried
