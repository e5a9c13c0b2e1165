"""Bodies must be one unambiguous JSON object of bounded size."""

from collections.abc import Iterator

import pytest

from tests.contract.cast import PARTNER, Cast
from tests.contract.conventions import faults, refused
from tests.contract.local_run import Run, unchanged_table

LARGEST = 64 * 1024
JSON = {"Content-Type": "application/json"}

MALFORMED = {
    "60,000 opening brackets": b"[" * 60_000,
    "10,000 objects in one another": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "brackets within a field": b'{"account_name":' + b"[" * 60_000,
    "a key twice": b'{"account_name": "a", "account_name": "b"}',
    "a key twice in another spelling": b'{"account_name": "a", "account\\u005fname": "b"}',
    "a key twice further down": b'{"account_name": {"a": 1, "a": 2}}',
    "bad UTF-8": b'{"account_name": "\xff\xfe"}',
    "UTF-8 cut short": b'{"account_name": "\xe2\x82"}',
    "a surrogate in UTF-8": b'{"account_name": "\xed\xa0\x80"}',
    "UTF-16": '{"account_name": "a"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"account_name": "a"}',
    "half a surrogate pair": b'{"account_name": "\\ud83d"}',
    "half a surrogate pair as a key": b'{"\\udca9": 1}',
    "halves the wrong way round": b'{"account_name": "\\udca9\\ud83d"}',
    "NaN": b'{"account_name": NaN}',
    "Infinity": b'{"account_name": Infinity}',
    "-Infinity": b'{"account_name": -Infinity}',
    "a number of 5,000 digits": b'{"account_name": ' + b"9" * 5_000 + b"}",
    "a list": b"[]",
    "a string": b'"approve"',
    "a number": b"1",
    "true": b"true",
    "null": b"null",
    "rubbish after the end": b'{"account_name": "a"} x',
    "two objects": b'{"account_name": "a"}{"account_name": "b"}',
    "no end": b'{"account_name": "a"',
    "a trailing comma": b'{"account_name": "a",}',
    "single quotes": b"{'account_name': 'a'}",
    "a line break within a string": b'{"account_name": "a\nb"}',
    "a NUL byte": b'{"account_name": "a\x00b"}',
    "a form": b"account_name=a",
}
TOO_LARGE = {
    "65 KB": b'{"account_name": "' + b"x" * 65 * 1024 + b'"}',
    "100,000 opening brackets": b"[" * 100_000,
    "one byte too many": b"{" + b" " * (LARGEST - 1) + b"}",
    "1 MB of bad UTF-8": b"\xff" * 1024 * 1024,
}
MEDIA_TYPES = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/json",
    "x",
]


@pytest.fixture(scope="module", autouse=True)
def nothing_is_written(run: Run, cast: Cast) -> Iterator[None]:
    """Assert that the tests of this module write nothing."""
    assert cast
    with unchanged_table(run):
        yield


def post(run: Run, status: int, slug: str, body: bytes, headers: dict[str, str]) -> None:
    """Assert the problem for a guarded and for a public operation."""
    sent = {**headers, "Idempotency-Key": "any"}
    refused(run, status, slug, "POST", "/v1/account-requests", by=PARTNER, content=body, headers=sent)
    refused(run, status, slug, "POST", "/v1/approvals/unknown/approve", content=body, headers=headers)


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_malformed_body_answers_400(run: Run, body: bytes) -> None:
    post(run, 400, "malformed-body", body, JSON)


@pytest.mark.parametrize("body", TOO_LARGE.values(), ids=TOO_LARGE)
def test_body_over_64_kb_answers_413(run: Run, body: bytes) -> None:
    post(run, 413, "body-too-large", body, JSON)


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_body_of_other_media_type_answers_415(run: Run, media_type: str) -> None:
    post(run, 415, "unsupported-media-type", b"{}", {"Content-Type": media_type})


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "application/JSON", "application/json;"])
def test_json_media_type_is_accepted_in_any_spelling(run: Run, media_type: str) -> None:
    headers = {"Content-Type": media_type}
    refused(run, 404, "link-unknown", "POST", "/v1/approvals/unknown/approve", content=b"{}", headers=headers)


def test_body_of_exactly_64_kb_is_accepted(run: Run) -> None:
    body = b"{" + b" " * (LARGEST - 2) + b"}"
    refused(run, 404, "link-unknown", "POST", "/v1/approvals/unknown/approve", content=body, headers=JSON)


def test_deeply_nested_value_is_error_of_its_field(run: Run) -> None:
    body = b'{"reason": ' + b"[" * 400 + b"]" * 400 + b"}"
    path = "/v1/account-requests/unknown/withdraw"
    problem = refused(run, 422, "validation-failed", "POST", path, by=PARTNER, content=body, headers=JSON)
    assert faults(problem) == {("/reason", "wrong-type")}


@pytest.mark.parametrize("body", [b"", b"  \n", b"{}"])
def test_optional_body_may_be_empty(run: Run, body: bytes) -> None:
    path = "/v1/account-requests/unknown/withdraw"
    refused(run, 404, "request-unknown", "POST", path, by=PARTNER, content=body, headers=JSON)
    assert run.call("POST", "/v1/approvals/unknown/renew", content=body).status_code == 202


def test_unknown_field_is_reported_with_escaped_pointer(run: Run) -> None:
    path = "/v1/account-requests/unknown/withdraw"
    problem = refused(run, 422, "validation-failed", "POST", path, by=PARTNER, json={"a/b~c": 1, "": 2, "é": 3})
    assert faults(problem) == {("/a~1b~0c", "unknown-field"), ("/", "unknown-field"), ("/é", "unknown-field")}
