"""How long, how much and from whom the issuer's documents are read, over real sockets of this machine."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from chalicelib.adapters.oidc.discovery import LONGEST_ANSWER, Reply, fetch_json_bytes, post_form

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def served(answer: Answer) -> Iterator[str]:
    """The address of a server that gives this answer."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def do_POST(self) -> None:
            answer(self)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing: the tests' output is for claims."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def gives(body: bytes, status: int = 200, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def test_a_document_is_read_whole() -> None:
    body = b" " * (LONGEST_ANSWER - 2) + b"{}"

    with served(gives(body)) as address:
        assert fetch_json_bytes(address) == body


def test_the_document_of_just_this_address_is_read() -> None:
    with served(lambda handler: gives(handler.path.encode())(handler)) as address:
        assert fetch_json_bytes(f"{address}/keys?all=1") == b"/keys?all=1"


def test_a_document_beyond_the_limit_is_refused() -> None:
    with served(gives(b" " * (LONGEST_ANSWER + 1))) as address, pytest.raises(OSError, match="too long"):
        fetch_json_bytes(address)


@pytest.mark.parametrize("status", [204, 301, 302, 307, 308, 404, 500, 503])
def test_only_a_plain_yes_is_an_answer_and_no_redirect_is_followed(status: int) -> None:
    with served(gives(b"{}")) as elsewhere:
        answer = gives(b"", status, Location=elsewhere)
        with served(answer) as address, pytest.raises(OSError, match=str(status)):
            fetch_json_bytes(address)


def test_an_issuer_that_does_not_answer_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(TimeoutError):
        fetch_json_bytes(f"http://127.0.0.1:{silent.getsockname()[1]}", seconds=0.05)


def test_an_issuer_that_trickles_is_not_waited_for() -> None:
    enough = Event()

    def trickle(handler: BaseHTTPRequestHandler) -> None:
        gives(b"")(handler)
        while not enough.wait(0.002):
            handler.wfile.write(b" ")

    with served(trickle) as address:
        try:
            with pytest.raises(OSError):  # noqa: PT011  on a busy machine the line itself may time out first
                fetch_json_bytes(address, seconds=0.05)
        finally:
            enough.set()


@pytest.mark.parametrize("path", ["/a b", "/a\x7f", "/\u00e9"])
def test_an_address_that_cannot_be_asked_for_is_an_error_of_the_line(path: str) -> None:
    with served(gives(b"{}")) as address, pytest.raises((HTTPException, ValueError)):
        fetch_json_bytes(address + path)


def test_a_form_is_put_as_a_form_with_the_headers_given() -> None:
    def repeat(handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
        kind, key = handler.headers["Content-Type"], handler.headers["Authorization"]
        gives(f"{handler.path} {kind} {key} {body}".encode())(handler)

    with served(repeat) as address:
        reply = post_form(f"{address}/token", {"code": "a&b=c"}, {"Authorization": "Basic x"})

    assert reply == Reply(200, b"/token application/x-www-form-urlencoded Basic x code=a%26b%3Dc")


@pytest.mark.parametrize("status", [302, 307, 308])
def test_a_form_goes_nowhere_else(status: int) -> None:
    with served(gives(b"{}")) as elsewhere, served(gives(b"", status, Location=elsewhere)) as address:
        assert post_form(address, {}, {}) == Reply(status, b"")


def test_an_answer_to_a_form_beyond_the_limit_is_refused() -> None:
    with served(gives(b" " * (LONGEST_ANSWER + 1))) as address, pytest.raises(OSError, match="too long"):
        post_form(address, {}, {})


def test_an_answer_to_a_form_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(TimeoutError):
        post_form(f"http://127.0.0.1:{silent.getsockname()[1]}", {}, {}, seconds=0.05)
