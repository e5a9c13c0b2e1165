"""Limits on reading the issuer's documents: time, size and origin, over real sockets of this machine."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from chalicelib.adapters.oidc.discovery import LONGEST_ANSWER, Reply, fetch_json_bytes, post_form

Respond = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def served(answer: Respond) -> Iterator[str]:
    """Run a server that responds like this, and yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def do_POST(self) -> None:
            answer(self)

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def responds_with(body: bytes, status: int = 200, **headers: str) -> Respond:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def test_document_up_to_the_limit_is_read_completely() -> None:
    body = b" " * (LONGEST_ANSWER - 2) + b"{}"

    with served(responds_with(body)) as address:
        assert fetch_json_bytes(address) == body


def test_requested_path_and_query_are_kept() -> None:
    with served(lambda handler: responds_with(handler.path.encode())(handler)) as address:
        assert fetch_json_bytes(f"{address}/keys?all=1") == b"/keys?all=1"


def test_document_beyond_the_limit_is_refused() -> None:
    with served(responds_with(b" " * (LONGEST_ANSWER + 1))) as address, pytest.raises(OSError, match="too long"):
        fetch_json_bytes(address)


@pytest.mark.parametrize("status", [204, 301, 302, 307, 308, 404, 500, 503])
def test_only_status_200_is_accepted_and_redirects_are_not_followed(status: int) -> None:
    with served(responds_with(b"{}")) as elsewhere:
        answer = responds_with(b"", status, Location=elsewhere)
        with served(answer) as address, pytest.raises(OSError, match=str(status)):
            fetch_json_bytes(address)


def test_silent_issuer_times_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(TimeoutError):
        fetch_json_bytes(f"http://127.0.0.1:{silent.getsockname()[1]}", seconds=0.05)


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nX-Name:", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_issuer_that_answers_byte_by_byte_times_out_in_the_status_the_headers_and_the_body(start: bytes) -> None:
    enough = Event()

    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(start)
        while not enough.wait(0.002):
            handler.wfile.write(b" ")

    with served(trickle) as address:
        try:
            with pytest.raises(TimeoutError):
                fetch_json_bytes(address, seconds=0.05)
        finally:
            enough.set()


def test_connection_is_closed_while_its_error_is_still_held() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        with ThreadPoolExecutor() as pool:
            asked = pool.submit(fetch_json_bytes, url, seconds=0.2)
            with server.accept()[0] as connection:
                # Without a length the answer ends when the server closes the connection.
                connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{")
                error = asked.exception()
                connection.settimeout(5)
                assert isinstance(error, TimeoutError)
                assert connection.recv(1_000)[:3] == b"GET"
                assert connection.recv(1_000) == b""


@pytest.mark.parametrize("path", ["/a b", "/a\x7f", "/\u00e9"])
def test_invalid_url_is_a_connection_error(path: str) -> None:
    with served(responds_with(b"{}")) as address, pytest.raises((HTTPException, ValueError)):
        fetch_json_bytes(address + path)


def test_form_is_posted_url_encoded_with_the_given_headers() -> None:
    def repeat(handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
        kind, key = handler.headers["Content-Type"], handler.headers["Authorization"]
        responds_with(f"{handler.path} {kind} {key} {body}".encode())(handler)

    with served(repeat) as address:
        reply = post_form(f"{address}/token", {"code": "a&b=c"}, {"Authorization": "Basic x"})

    assert reply == Reply(200, b"/token application/x-www-form-urlencoded Basic x code=a%26b%3Dc")


@pytest.mark.parametrize("status", [302, 307, 308])
def test_form_post_follows_no_redirect(status: int) -> None:
    with served(responds_with(b"{}")) as elsewhere, served(responds_with(b"", status, Location=elsewhere)) as address:
        assert post_form(address, {}, {}) == Reply(status, b"")


def test_form_response_beyond_the_limit_is_refused() -> None:
    with served(responds_with(b" " * (LONGEST_ANSWER + 1))) as address, pytest.raises(OSError, match="too long"):
        post_form(address, {}, {})


def test_form_post_to_a_silent_issuer_times_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(TimeoutError):
        post_form(f"http://127.0.0.1:{silent.getsockname()[1]}", {}, {}, seconds=0.05)
