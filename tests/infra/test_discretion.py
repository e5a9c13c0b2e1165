"""What a log may not tell is found in it, however it is spelled there, and is not repeated by whoever finds it."""

import json

import pytest

from infra.log_privacy import indiscretions
from tests.logs import ANSWERED, END_OF_GREETING, assert_discreet

TOKEN = f"{'a' * 40}.{'b' * 43}"
NOTE = 'Für "Zéphyr", as agreed.'
GREETING = f"admin@acme.example  administrator{END_OF_GREETING}2.0 s.\n"
CALL = f'{{"logger": "chalicelib.web.middleware", {ANSWERED}, "route": "/approvals/{{token}}"}}\n'


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("mail to it@univ.example failed", "<address>"),
        (json.dumps({"message": "to it@bücher.example"}), "<address>"),
        (f"GET /approvals/{TOKEN} 404", "<token>"),
        ("Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwcyJ9.c2lnbmVk", "<token>"),
        (f"refused: {NOTE}", "<what somebody typed>"),
        (json.dumps({"message": f"refused: {NOTE}"}), "<what somebody typed>"),
        ("GET /requests?note=F%C3%BCr+%22Z%C3%A9phyr%22%2C+as+agreed.", "<what somebody typed>"),
        ("GET /F%C3%BCr%20%22Z%C3%A9phyr%22%2C%20as%20agreed.", "<what somebody typed>"),
    ],
)
def test_a_line_that_tells_is_found_and_only_the_kind_is_repeated(line: str, kind: str) -> None:
    (found,) = indiscretions(["harmless", line], [NOTE])
    assert kind in found
    assert not [one for one in ("it@", TOKEN, "eyJ", "phyr") if one in found]


def test_what_an_operator_needs_is_let_pass() -> None:
    lines = [
        CALL,
        "no new link: link-unknown",
        "GET /v1/account-requests/2bc41ce3dca6e89a664d456f3252b92d 200 12 ms",
    ]
    assert indiscretions(lines, [NOTE]) == []
    assert indiscretions(lines) == []


def test_a_run_may_name_the_people_of_the_demo_and_nobody_else() -> None:
    assert_discreet(GREETING + CALL, [NOTE])
    with pytest.raises(AssertionError, match=r"tells on somebody:\nto <address>"):
        assert_discreet(f"{GREETING}{CALL}to admin@acme.example", [NOTE])
    with pytest.raises(AssertionError, match=r"refused: <what somebody typed>"):
        assert_discreet(f"{GREETING}{CALL}refused: {NOTE}", [NOTE])


@pytest.mark.parametrize("output", ["", GREETING, CALL], ids=["nothing", "no call", "no greeting"])
def test_a_run_that_has_not_logged_proves_nothing(output: str) -> None:
    with pytest.raises(AssertionError, match="proves nothing"):
        assert_discreet(output, [])
