"""POST to a webhook: one look-up of its host, every address checked, and the connection to a checked address.

All of it has one deadline, which is asked before each read: a receiver that sends a byte now and then gains no time.
Redirects are not followed. HTTP libraries have no such deadline, and look up the host by themselves.
"""

import http.client
import io
import math
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cached_property
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from chalicelib import VERSION
from chalicelib.domain.value_classes import value_class
from chalicelib.domain.webhooks.attempts import LONGEST_EXCERPT, Answer, Trouble
from chalicelib.domain.webhooks.targets import Target, TargetRule
from chalicelib.services.unit_of_work.webhooks.ports import Post

# For everything, and within it for the look-up, and for connecting to one of several addresses.
ATTEMPT_SECONDS = 10.0
LOOKUP_SECONDS = 3.0
CONNECT_SECONDS = 4.0
MOST_HEADERS = 16 * 1024
USER_AGENT = f"smart-account-requests/{VERSION}"
MOST_ADDRESSES = 20
# Answers before the one that counts (RFC 9110, 15.2); `http.client` passes over 100 alone.
_INTERIM = frozenset({102, 103})

# Returns the addresses of a host, in the order in which they are to be tried. Raises OSError.
Resolve = Callable[[str, int], Sequence[str]]


class _Stopped(Exception):
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def system_addresses(host: str, port: int) -> Sequence[str]:
    """Return what the system's resolver finds. It has no timeout."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@value_class
class _Deadline:
    ends: float
    monotonic: Callable[[], float]

    def left(self, most: float = math.inf) -> float:
        """Return the seconds that are left. Raises TimeoutError if there are none."""
        seconds = self.ends - self.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return min(seconds, most)


class _Incoming(io.RawIOBase):
    """What comes by a socket, as far as deadline and size allow."""

    def __init__(self, connection: socket.socket, deadline: _Deadline) -> None:
        self._connection = connection
        self._deadline = deadline
        self._room = MOST_HEADERS + LONGEST_EXCERPT

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._room:
            raise _Stopped(Trouble.ANSWER_NOT_READABLE)
        self._connection.settimeout(self._deadline.left())
        count = self._connection.recv_into(buffer, min(len(buffer), self._room))
        self._room -= count
        return count

    @cached_property
    def _reader(self) -> io.BufferedReader:
        return io.BufferedReader(self, 512)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """As of a socket, for `http.client`; each time the same, which knows what it has read ahead."""
        return self._reader


class HttpSender:
    """Implementation of the port `WebhookSender`."""

    def __init__(
        self,
        rule: TargetRule,
        resolve: Resolve = system_addresses,
        make_context: Callable[[], ssl.SSLContext] = ssl.create_default_context,
        seconds: float = ATTEMPT_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rule = rule
        self._resolve = resolve
        self._lookup_seconds = min(LOOKUP_SECONDS, seconds)
        self._make_context = make_context
        self._seconds = seconds
        self._monotonic = monotonic

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return self._make_context()

    def refusal(self, url: str) -> Trouble | None:
        """Return why nothing would be sent to this URL now; None if it would be."""
        try:
            self._checked_addresses(self._target(url))
        except _Stopped as stopped:
            return stopped.trouble
        return None

    def post_all(self, posts: Sequence[Post]) -> Iterator[tuple[int, Answer]]:
        """Send them at once, each in a thread of its own; yield the place of each with its answer, as they come."""
        if not posts:
            return
        with ThreadPoolExecutor(max_workers=len(posts)) as threads:
            sent = {threads.submit(self.post, one): place for place, one in enumerate(posts)}
            for done in as_completed(sent):
                yield sent[done], done.result()

    def post(self, post: Post) -> Answer:
        """Send it and return the answer. Never raises for what the receiver or the network does."""
        try:
            deadline = _Deadline(self._monotonic() + self._seconds, self._monotonic)
            target = self._target(post.url)
            addresses = self._checked_addresses(target)
            with self._connected(target, addresses, deadline) as connection:
                connection.settimeout(deadline.left())
                connection.sendall(_request(target, post.headers, post.body.encode()))
                return _answer(connection, deadline)
        except _Stopped as stopped:
            return Answer(trouble=stopped.trouble)
        except TimeoutError:
            return Answer(trouble=Trouble.TIMED_OUT)
        except ssl.SSLCertVerificationError:
            return Answer(trouble=Trouble.CERTIFICATE_NOT_TRUSTED)
        except (http.client.HTTPException, ValueError):  # The latter for a chunk of negative length.
            return Answer(trouble=Trouble.ANSWER_NOT_READABLE)
        except OSError:
            return Answer(trouble=Trouble.NOT_REACHED)

    def _target(self, url: str) -> Target:
        try:
            return self._rule.target_of(url)
        except ValueError:
            raise _Stopped(Trouble.URL_NOT_ALLOWED) from None

    def _checked_addresses(self, target: Target) -> Sequence[str]:
        """Look up the host once; one address that is not allowed refuses them all."""
        found = self._looked_up(target)
        if not found:
            raise _Stopped(Trouble.HOST_NOT_FOUND)
        if not all(self._rule.allows_address(ip_address(address)) for address in found):
            raise _Stopped(Trouble.ADDRESS_NOT_ALLOWED)
        return found

    def _looked_up(self, target: Target) -> Sequence[str]:
        """Look up the host in a thread, which is left to itself when it takes too long."""
        answers: SimpleQueue[Sequence[str]] = SimpleQueue()

        def look_up() -> None:
            try:
                answers.put(self._resolve(target.host, target.port)[:MOST_ADDRESSES])
            except (OSError, ValueError):
                answers.put(())

        Thread(target=look_up, daemon=True).start()
        try:
            return answers.get(timeout=self._lookup_seconds)
        except Empty:
            raise _Stopped(Trouble.HOST_NOT_FOUND) from None

    def _connected(self, target: Target, addresses: Sequence[str], deadline: _Deadline) -> socket.socket:
        """Connect to the first address that takes the connection; TLS is by the host's name."""
        connection = _first_connection(addresses, target.port, deadline)
        if target.scheme == "http":
            return connection
        try:
            connection.settimeout(deadline.left())
            return self._context.wrap_socket(connection, server_hostname=target.host)
        except BaseException:
            connection.close()
            raise


def _first_connection(addresses: Sequence[str], port: int, deadline: _Deadline) -> socket.socket:
    for address in addresses[:-1]:
        try:
            return socket.create_connection((address, port), deadline.left(CONNECT_SECONDS))
        except OSError:
            deadline.left()
    return socket.create_connection((addresses[-1], port), deadline.left())


def _request(target: Target, headers: Mapping[str, str], body: bytes) -> bytes:
    # Some firewalls refuse requests that do not say who sends them.
    named = {
        "Host": target.authority,
        "User-Agent": USER_AGENT,
        **headers,
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    lines = [f"POST {target.path} HTTP/1.1", *(f"{name}: {value}" for name, value in named.items()), "", ""]
    return "\r\n".join(lines).encode("ascii") + body


def _response(incoming: _Incoming) -> http.client.HTTPResponse:
    response = http.client.HTTPResponse(incoming)  # type: ignore[arg-type]  # its `makefile` alone
    response.begin()
    return response


def _answer(connection: socket.socket, deadline: _Deadline) -> Answer:
    incoming = _Incoming(connection, deadline)
    response = _response(incoming)
    while response.status in _INTERIM:
        response.fp = None  # type: ignore[assignment]  # Else it would close what the next one reads.
        response = _response(incoming)
    return Answer(response.status, excerpt=response.read(LONGEST_EXCERPT).decode("utf-8", "replace"))
