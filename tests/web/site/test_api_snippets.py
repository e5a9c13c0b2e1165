"""The calls of the documentation are valid in their languages, and do what they say."""

import ast
import shlex

import pytest

from chalicelib.web.api.openapi import document
from chalicelib.web.routes import operations
from chalicelib.web.site.api_snippets import Call, call_of, snippets_of

SERVER = "https://accounts.vendor.example/api"
DOCUMENT = document(operations(), SERVER, "title")
CALLS = {
    operation["operationId"]: call_of(SERVER, path, method, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
EVERY_CALL = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
QUOTED = Call("POST", f"{SERVER}/v1/x?q=it%27s", {}, {"note": 'It\'s “$HOME” `x` \\ "y"\n</script>'}, True, True)


@EVERY_CALL
def test_python_call_is_valid_python(call: Call) -> None:
    ast.parse(snippets_of(call).python)


@EVERY_CALL
def test_curl_call_has_method_address_and_token(call: Call) -> None:
    words = shlex.split(snippets_of(call).curl.replace("\\\n", " "))
    assert words[:2] == ["curl", call.url]
    assert ("Authorization: Bearer $TOKEN" in words) == call.with_token
    assert ("-X" in words) == (call.method != "GET")
    assert "{" not in call.url


def test_texts_stay_themselves_in_every_language() -> None:
    snippets = snippets_of(QUOTED)
    words = shlex.split(snippets.curl.replace("\\\n", " ", 4))
    assert words[-1].count("It's “$HOME” `x`") == 1
    assert _body_in(snippets.python) == QUOTED.body
    assert r"\"y\"\n</script>" in snippets.typescript


def _body_in(python: str) -> object:
    assigned = (node for node in ast.parse(python).body if isinstance(node, ast.Assign))
    return next(ast.literal_eval(node.value) for node in assigned if ast.unparse(node.targets[0]) == "body")


def test_submission_has_a_key_and_a_dry_run_has_none() -> None:
    path = "/v1/account-requests"
    operation = DOCUMENT["paths"][path]["post"]
    assert "Idempotency-Key" in snippets_of(call_of(SERVER, path, "post", operation)).curl
    assert "Idempotency-Key" not in snippets_of(call_of(SERVER, path, "post", operation, {"dry_run": "true"})).curl
