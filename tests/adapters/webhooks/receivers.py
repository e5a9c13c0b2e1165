"""Receivers of webhooks on loopback, each of which does to every connection what its script says."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import trustme

# What a receiver does with a connection. The event is set when the test is over.
Script = Callable[[socket.socket, threading.Event], None]
HOST = "hooks.partner.example"
# Between two bytes of a receiver that sends them one by one.
DRIP_SECONDS = 0.02


@cache
def authority() -> trustme.CA:
    return trustme.CA()


def trusting_context() -> ssl.SSLContext:
    """Returns a client's context that trusts the tests' authority alone."""
    context = ssl.create_default_context()
    authority().configure_trust(context)
    return context


def received(connection: socket.socket) -> bytes:
    """Returns one request, which says how long its body is."""
    text = b""
    while b"\r\n\r\n" not in text:
        text += connection.recv(4096)
    head, _, body = text.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
    )
    while len(body) < length:
        body += connection.recv(4096)
    return head + b"\r\n\r\n" + body


class Receiver:
    """Counts connections and keeps requests."""

    def __init__(self, script: Script, certificate_for: str | None) -> None:
        self._script = script
        self._server = socket.create_server(("127.0.0.1", 0))
        self._context = None
        if certificate_for:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            authority().issue_cert(certificate_for).configure_cert(self._context)
        self.port: int = self._server.getsockname()[1]
        self.connections = 0
        self.over = threading.Event()

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._handle, args=(connection,), daemon=True).start()

    def _handle(self, connection: socket.socket) -> None:
        try:
            with self._context.wrap_socket(connection, server_side=True) if self._context else connection as wrapped:
                self._script(wrapped, self.over)
        except OSError:
            return

    def stop(self) -> None:
        self.over.set()
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()


@contextmanager
def receiver(script: Script, certificate_for: str | None = HOST) -> Iterator[Receiver]:
    """Runs a receiver; without a certificate it speaks no TLS."""
    running = Receiver(script, certificate_for)
    thread = threading.Thread(target=running.serve, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        running.stop()
        thread.join()


def answers(text: bytes) -> Script:
    """Reads the request and answers with this text."""

    def script(connection: socket.socket, _over: threading.Event) -> None:
        received(connection)
        connection.sendall(text)

    return script


def hangs(connection: socket.socket, over: threading.Event) -> None:
    """Reads the request and never answers."""
    received(connection)
    over.wait()


def hangs_at_once(_connection: socket.socket, over: threading.Event) -> None:
    over.wait()


def drips(beginning: bytes) -> Script:
    """Answers with this text, and then a byte now and then."""

    def script(connection: socket.socket, over: threading.Event) -> None:
        received(connection)
        connection.sendall(beginning)
        while not over.wait(DRIP_SECONDS):
            connection.sendall(b"a")

    return script


def floods(beginning: bytes) -> Script:
    """Answers with this text, and then without an end."""

    def script(connection: socket.socket, over: threading.Event) -> None:
        received(connection)
        connection.sendall(beginning)
        while not over.is_set():
            connection.sendall(b"a" * 65_536)

    return script
