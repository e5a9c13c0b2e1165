"""Serve a WSGI application on a loopback port, with a thread for each request."""

import logging
import socket
import threading
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

HOST = "127.0.0.1"
BACKLOG = 256
IDLE_SECONDS = 60
SHUTDOWN_POLL_SECONDS = 0.05

_log = logging.getLogger("infra.local.gateway.serving")


class PortTaken(Exception):
    """Another process listens on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is taken")
        self.port = port


def listen(port: int) -> socket.socket:
    """Open a listening loopback socket; port 0 takes any free port. Raises `PortTaken`."""
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # Without this a restart fails while connections of the last run are in TIME_WAIT.
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind((HOST, port))
        server.listen(BACKLOG)
    except OSError:
        server.close()
        raise PortTaken(port) from None
    return server


def url_of(server: socket.socket) -> str:
    return f"http://{HOST}:{server.getsockname()[1]}"


class _Handler(WSGIRequestHandler):
    """A quiet request handler: the applications do the logging, without secrets."""

    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    error_content_type = "application/problem+json"
    error_message_format = '{"type": "about:blank", "title": "%(explain)s", "status": %(code)d}'

    def run_wsgi(self) -> None:
        try:
            urlsplit(self.path)
        except ValueError:
            self.send_error(400)
        else:
            super().run_wsgi()

    def log(self, type: str, message: str, *args: Any) -> None:
        """Log nothing: werkzeug's lines hold whole URLs, including tokens."""


class _Server(ThreadedWSGIServer):
    def handle_error(self, request: Any, client_address: tuple[str, int] | str) -> None:
        """Ignore clients that disconnect or do not speak HTTP."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Log the traceback of a failed application, the only thing that werkzeug reports here."""
        _log.error(message, *args)


class Serving:
    """Serves an application on a socket within a `with` block."""

    def __init__(self, server: socket.socket, application: Any) -> None:
        self._socket = server
        self._server = _Server(HOST, 0, application, _Handler, fd=server.fileno())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(SHUTDOWN_POLL_SECONDS,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._socket.close()
