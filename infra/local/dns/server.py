"""A DNS server on loopback, by UDP and TCP on one port, whose answers a function makes."""

import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import dns.exception
import dns.flags
import dns.message

LOOPBACK = "127.0.0.1"
TRIES = 20
_LENGTH = struct.Struct("!H")
# None is no answer at all; bytes are sent as they are.
Answer = dns.message.Message | bytes | None
Answers = Callable[[dns.message.Message], Answer]


@contextmanager
def dns_server(answers: Answers) -> Iterator[int]:
    """Serve on a free port, which is yielded, until the end of the block."""
    with ExitStack() as parts:
        datagrams, streams = _bound(answers)
        for server in (datagrams, streams):
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
            thread.start()
            parts.callback(thread.join)
            parts.callback(server.server_close)
            parts.callback(server.shutdown)
        yield int(datagrams.server_address[1])


class _Datagrams(socketserver.ThreadingUDPServer):
    daemon_threads = True
    answers: Answers


class _Streams(socketserver.ThreadingTCPServer):
    daemon_threads = True
    answers: Answers


class _OfDatagram(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        raw, sock = self.request
        answer, question = _answered(self.server, raw)
        if isinstance(answer, dns.message.Message) and question is not None:
            answer = _fitting(answer, question)
        if answer is not None:
            sock.sendto(answer, self.client_address)


class _OfStream(socketserver.StreamRequestHandler):
    timeout = 5.0

    def handle(self) -> None:
        head = self.rfile.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            return
        (length,) = _LENGTH.unpack(head)
        answer, _ = _answered(self.server, self.rfile.read(length))
        if isinstance(answer, dns.message.Message):
            answer = answer.to_wire(max_size=65_535)
        if answer is not None:
            self.wfile.write(_LENGTH.pack(len(answer)) + answer)


def _bound(answers: Answers) -> tuple[_Datagrams, _Streams]:
    """Bind both sockets to one port: a port that is free by UDP may be taken by TCP."""
    for _ in range(TRIES):
        datagrams = _Datagrams((LOOPBACK, 0), _OfDatagram)
        try:
            streams = _Streams((LOOPBACK, datagrams.server_address[1]), _OfStream)
        except OSError:
            datagrams.server_close()
            continue
        datagrams.answers = streams.answers = answers
        datagrams.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 17)
        return datagrams, streams
    raise OSError("no port is free by UDP and by TCP")


def _answered(server: Any, raw: bytes) -> tuple[Answer, dns.message.Message | None]:
    try:
        question = dns.message.from_wire(raw)
    except dns.exception.DNSException:
        return None, None
    return server.answers(question), question


def _fitting(answer: dns.message.Message, question: dns.message.Message) -> bytes:
    """Return the answer as a datagram; one that is larger than the asker takes has a mark instead of its records."""
    size = max(question.payload, 512)
    try:
        return answer.to_wire(max_size=size)
    except dns.exception.TooBig:
        cut = dns.message.make_response(question)
        cut.flags |= dns.flags.TC
        return cut.to_wire()
