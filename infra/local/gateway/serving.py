"""A WSGI application on a loopback port, one thread a request. Refuses to know what it serves."""

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
    """Something else listens on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is taken")
        self.port = port


def listen(port: int) -> socket.socket:
    """A listening loopback socket; port 0 takes any free one. Raises `PortTaken`."""
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # Without it a restart would have to wait for the kernel to forget the last run's connections.
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
    """Werkzeug's, made quiet: the applications log for themselves, and know which parts are secret."""

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
        """Nothing: what werkzeug would print here holds whole URLs, tokens included."""


class _Server(ThreadedWSGIServer):
    def handle_error(self, request: Any, client_address: tuple[str, int] | str) -> None:
        """Nothing: what reaches this point is a client that hung up or spoke no HTTP."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """The traceback of an application that failed; werkzeug has nothing else to tell here."""
        _log.error(message, *args)


class Serving:
    """`with Serving(listen(0), application): …`; it stops listening at the end."""

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
