"""Personal data in logs is found in every encoding and reported redacted."""

import json

import pytest

from infra.log_privacy import leaks
from tests.logs import ANSWERED, END_OF_GREETING, assert_private

TOKEN = f"{'a' * 40}.{'b' * 43}"
NOTE = 'Für "Zéphyr", as agreed.'
GREETING = f"admin@acme.example  administrator{END_OF_GREETING}2.0 s.\n"
CALL = f'{{"logger": "chalicelib.web.middleware", {ANSWERED}, "route": "/approvals/{{token}}"}}\n'


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("mail to it@univ.example failed", "<address>"),
        (json.dumps({"message": "to it@bücher.example"}), "<address>"),
        ("403 for 203.0.113.7.", "<network address>"),
        (json.dumps({"message": "from 2001:db8:1:2::a7"}), "<network address>"),
        ("from [2001:db8:1:2:3:4:5:a7]:443", "<network address>"),
        (f"GET /approvals/{TOKEN} 404", "<token>"),
        ("Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwcyJ9.c2lnbmVk", "<token>"),
        (f"refused: {NOTE}", "<typed text>"),
        (json.dumps({"message": f"refused: {NOTE}"}), "<typed text>"),
        ("GET /requests?note=F%C3%BCr+%22Z%C3%A9phyr%22%2C+as+agreed.", "<typed text>"),
        ("GET /F%C3%BCr%20%22Z%C3%A9phyr%22%2C%20as%20agreed.", "<typed text>"),
    ],
)
def test_leaking_line_is_reported_redacted(line: str, kind: str) -> None:
    (found,) = leaks(["harmless", line], [NOTE])
    assert kind in found
    assert not [secret for secret in ("it@", TOKEN, "eyJ", "phyr", "203", "a7") if secret in found]


def test_lines_for_operators_are_not_reported() -> None:
    lines = [
        CALL,
        "no new link: link-unknown",
        "The app is at http://127.0.0.1:8000, version 0.3.0, since 2026-11-22 09:00:00",
        "GET /v1/account-requests/2bc41ce3dca6e89a664d456f3252b92d 200 12 ms",
    ]
    assert leaks(lines, [NOTE]) == []
    assert leaks(lines) == []


def test_log_may_name_demo_people_only_in_greeting() -> None:
    assert_private(GREETING + CALL, [NOTE])
    with pytest.raises(AssertionError, match=r"reveals personal data:\nto <address>"):
        assert_private(f"{GREETING}{CALL}to admin@acme.example", [NOTE])
    with pytest.raises(AssertionError, match=r"refused: <typed text>"):
        assert_private(f"{GREETING}{CALL}refused: {NOTE}", [NOTE])


@pytest.mark.parametrize("output", ["", GREETING, CALL], ids=["nothing", "no call", "no greeting"])
def test_incomplete_log_fails_privacy_check(output: str) -> None:
    with pytest.raises(AssertionError, match="proves nothing"):
        assert_private(output, [])
