"""The local gateway treats a Chalice app as API Gateway does."""

import gzip
import json
from typing import Any

import pytest
from chalice.app import Chalice, Response
from werkzeug.test import Client

from chalicelib.rendering.urls import Urls
from infra.deploy.gateway.responses import gateway_responses
from infra.local.gateway.events import LEAST_COMPRESSED, MAX_BODY
from infra.local.gateway.server import Gateway, loggable, own_response
from tests.infra.stack.stack_template import CONFIG

TOKEN = "t" * 82
PARTNER = "https://partner.example"
SITE = "https://accounts.vendor.example/api"
URLS = Urls(SITE)


class Views:
    """Routes that show how the gateway converts requests and responses."""

    def __init__(self) -> None:
        self.app: Any = Chalice(app_name="views")
        self.app.route("/approvals/{token}", methods=["GET", "HEAD"])(self.approval)
        self.app.route("/request")(self.request)
        self.app.route("/body", methods=["POST"], content_types=["text/plain"])(self.body)
        self.app.route("/cookies")(self.cookies)
        self.app.route("/split")(self.split)
        self.app.route("/scheme")(self.scheme)
        self.app.route("/long/{length}", methods=["GET", "HEAD"])(self.long)
        self.app.route("/nothing/{status}")(self.nothing)

    def approval(self, token: str) -> dict[str, str]:
        return {"token": token}

    def request(self) -> dict[str, Any]:
        return dict(self.app.current_request.context)

    def body(self) -> dict[str, str]:
        return {"hex": self.app.current_request.raw_body.hex()}

    def cookies(self) -> Response:
        return Response("", {"Set-Cookie": ["a=1", "b=2"]})

    def long(self, length: str) -> Response:
        return Response("x" * int(length), {"Content-Type": "text/plain"})

    def nothing(self, status: str) -> Response:
        return Response("", {}, int(status))

    def scheme(self) -> Response:
        return Response("", {"WWW-Authenticate": "Bearer"}, 401)

    def split(self) -> Response:
        return Response("", {"Location": ["/\r\nSet-Cookie: a=1"]})


@pytest.fixture
def log() -> list[str]:
    return []


@pytest.fixture
def client(log: list[str]) -> Client:
    return Client(Gateway(Views().app, log.append, URLS))


def test_path_parameter_stays_percent_encoded(client: Client) -> None:
    assert client.get("/approvals/a%2Fb%40").get_json() == {"token": "a%2Fb%40"}


def test_every_request_has_unique_id(client: Client) -> None:
    first, second = client.get("/request"), client.get("/request")
    assert first.get_json()["requestId"] == first.headers["x-amzn-RequestId"]
    assert first.get_json()["requestId"] != second.get_json()["requestId"]


def test_head_returns_headers_of_get_without_body(client: Client) -> None:
    got, head = client.get("/approvals/x"), client.head("/approvals/x")
    assert head.data == b""
    assert head.headers["Content-Length"] == str(len(got.data))


def test_two_cookies_become_two_headers(client: Client) -> None:
    assert client.get("/cookies").headers.getlist("Set-Cookie") == ["a=1", "b=2"]


def test_authentication_scheme_is_remapped(client: Client) -> None:
    headers = client.get("/scheme").headers
    assert headers["x-amzn-Remapped-WWW-Authenticate"] == "Bearer"
    assert "WWW-Authenticate" not in headers


def test_unknown_path_without_catch_all_is_answered_as_by_deployed_gateway(client: Client) -> None:
    response = client.get("/nowhere")
    problem = response.get_json()
    assert response.status_code == problem["status"] == 404
    assert problem["type"] == f"{SITE}/problems/not-found"
    assert response.headers["X-Request-Id"] == problem["request_id"]
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", gateway_responses(URLS))
def test_every_response_of_deployed_gateway_is_given_here(kind: str) -> None:
    response = own_response(kind, URLS)
    problem = response.get_json()
    assert response.status_code == problem["status"]
    assert response.mimetype == "application/problem+json"
    assert "$" not in response.get_data(as_text=True) + str(response.headers)
    assert "'" not in str(response.headers)


@pytest.mark.parametrize(
    ("origins", "origin", "allowed"),
    [
        ((), PARTNER, None),
        ([PARTNER], PARTNER, PARTNER),
        ([PARTNER], "https://other.example", PARTNER),
        ([PARTNER, "http://127.0.0.1:5173"], PARTNER, PARTNER),
        ([PARTNER, "http://127.0.0.1:5173"], None, None),
    ],
)
def test_own_response_can_be_read_by_scripts_of_listed_origins(
    origins: list[str], origin: str | None, allowed: str | None
) -> None:
    client = Client(Gateway(Views().app, str, URLS, origins))
    headers = client.get("/nowhere", headers={"Origin": origin} if origin else {}).headers
    assert headers.get("Access-Control-Allow-Origin") == allowed
    assert ("ETag" in headers.get("Access-Control-Expose-Headers", "")) == (allowed is not None or bool(origins))
    assert headers.get("Vary") == ("Origin" if origins else None)


@pytest.mark.parametrize(
    ("accepted", "length", "encoding"),
    [
        ("gzip, deflate", LEAST_COMPRESSED, "gzip"),
        ("br;q=1.0, *;q=0.5", LEAST_COMPRESSED, "gzip"),
        ("gzip", LEAST_COMPRESSED - 1, None),
        ("gzip;q=0, deflate", LEAST_COMPRESSED, None),
        ("identity", LEAST_COMPRESSED, None),
        ("", LEAST_COMPRESSED, None),
    ],
)
def test_long_body_is_compressed_for_who_accepts_it(
    client: Client, accepted: str, length: int, encoding: str | None
) -> None:
    sent = {"Accept-Encoding": accepted}
    got, head = client.get(f"/long/{length}", headers=sent), client.head(f"/long/{length}", headers=sent)
    assert got.headers.get("Content-Encoding") == encoding
    assert (gzip.decompress(got.data) if encoding else got.data) == b"x" * length
    assert head.headers["Content-Length"] == got.headers["Content-Length"] == str(len(got.data))
    assert head.data == b""


def test_compression_begins_where_the_deployed_gateways_does() -> None:
    assert CONFIG["minimum_compression_size"] == LEAST_COMPRESSED


@pytest.mark.parametrize("status", [204, 304])
def test_answer_without_content_has_no_length(client: Client, status: int) -> None:
    assert "Content-Length" not in client.get(f"/nothing/{status}").headers


def test_response_header_with_line_break_answers_500(client: Client) -> None:
    response = client.get("/split")
    assert response.status_code == 500
    assert response.get_json()["type"] == f"{SITE}/problems/internal-error"
    assert "Set-Cookie" not in response.headers


def test_body_reaches_app_unchanged(client: Client) -> None:
    for sent in (b"caf\xc3\xa9", b"\xff\xfe"):
        response = client.post("/body", data=sent, content_type="text/plain")
        assert response.get_json() == {"hex": sent.hex()}


def test_body_over_ten_megabytes_answers_413(client: Client) -> None:
    response = client.post("/body", data=b"x" * (MAX_BODY + 1), content_type="text/plain")
    assert response.status_code == 413
    assert response.mimetype == "application/problem+json"


@pytest.mark.parametrize("length", ["abc", "-5", "+5", "1e3", "٣"])
def test_invalid_content_length_answers_400(client: Client, length: str) -> None:
    response = client.post("/body", environ_overrides={"CONTENT_LENGTH": length})
    assert response.status_code == 400


def test_truncated_body_answers_400(client: Client) -> None:
    response = client.post("/body", data=b"abc", environ_overrides={"CONTENT_LENGTH": "100"})
    assert response.status_code == 400


def test_failing_app_answers_500() -> None:
    class Broken(Chalice):
        def __call__(self, event: Any, context: Any) -> Any:
            raise RuntimeError(event)

    app = Broken(app_name="broken")
    app.route("/")(dict)
    assert Client(Gateway(app, bool)).get("/").status_code == 500


def test_request_is_logged_in_one_line_without_query(client: Client, log: list[str]) -> None:
    client.get("/request?q=secret")
    (line,) = log
    assert line.startswith("GET /request 200 ")
    assert "secret" not in line


@pytest.mark.parametrize(
    "shape",
    ["/approvals/{}", "/v1/approvals/{}/approve", "/approvals/{}/", "/x%2Fapprovals%2F{}", "//approvals//{}"],
)
def test_token_is_hidden_in_log(shape: str) -> None:
    assert TOKEN not in loggable(shape.format(TOKEN))


def test_short_token_is_hidden_in_log() -> None:
    assert loggable("/v1/approvals/abc/approve") == "/v1/approvals/…/approve"


def test_control_characters_are_replaced_in_log() -> None:
    assert loggable("/a\x1b[31m") == "/a?[31m"


def test_lambda_event_is_json_serializable() -> None:
    seen: list[dict[str, Any]] = []

    class Recording(Chalice):
        def __call__(self, event: Any, context: Any) -> Any:
            seen.append(json.loads(json.dumps(event)))
            return super().__call__(event, context)

    app = Recording(app_name="watched")
    app.route("/request")(dict)
    Client(Gateway(app, bool)).get("/request?a=1&a=2&b=", headers={"X-Thing": "1"})
    (event,) = seen
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"], "b": [""]}
    assert event["headers"]["x-thing"] == "1"
    assert event["body"] is None
