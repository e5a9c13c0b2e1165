"""A receiver can neither lead the sender elsewhere nor hold it up."""

import socket
import threading
import time
from collections.abc import Sequence

import pytest

from chalicelib import VERSION
from chalicelib.adapters.webhooks.sender import HttpSender
from chalicelib.domain.webhooks.addresses import Address, is_loopback
from chalicelib.domain.webhooks.attempts import LONGEST_EXCERPT, Answer, Trouble
from chalicelib.domain.webhooks.targets import Target, TargetRule
from chalicelib.services.unit_of_work.webhooks.ports import Post
from tests.adapters.webhooks.receivers import (
    HOST,
    Script,
    answers,
    drips,
    floods,
    hangs,
    hangs_at_once,
    received,
    receiver,
    trusting_context,
)

# Long for a receiver on this machine, short for a test that waits for its end.
SECONDS = 0.4
NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"


class RuleOfTheTest(TargetRule):
    """Every port, and loopback beside public addresses; the rest is the rule of production."""

    def _allows(self, scheme: str, host: str, port: int) -> bool:
        return super()._allows(scheme, host, 443)

    def allows_address(self, address: Address) -> bool:
        return is_loopback(address) or super().allows_address(address)


class Resolver:
    """Gives these answers one after the other, the last one for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def sender(resolver: Resolver | None = None, seconds: float = 5.0) -> HttpSender:
    return HttpSender(RuleOfTheTest(), resolver or Resolver(["127.0.0.1"]), trusting_context, seconds)


def posted(port: int, resolver: Resolver | None = None, seconds: float = 5.0) -> Answer:
    return sender(resolver, seconds).post(Post(f"https://{HOST}:{port}/hook?a=b", {"webhook-id": "evt_1"}, "{}"))


def test_request_is_complete_and_the_answer_is_read() -> None:
    kept: list[bytes] = []

    def script(connection: socket.socket, _over: threading.Event) -> None:
        kept.append(received(connection))
        connection.sendall(NO_CONTENT)

    with receiver(script) as running:
        assert posted(running.port) == Answer(204)
        assert kept == [
            f"POST /hook?a=b HTTP/1.1\r\nHost: {HOST}:{running.port}\r\n"
            f"User-Agent: smart-account-requests/{VERSION}\r\n"
            "webhook-id: evt_1\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}".encode()
        ]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone", Answer(200, excerpt="done")),
        (b"HTTP/1.1 200 OK\r\n\r\ndone", Answer(200, excerpt="done")),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ndone\r\n0\r\n\r\n", Answer(200, excerpt="done")),
        (
            b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\n\r\ndone",
            Answer(200, excerpt="done"),
        ),
        (b"HTTP/1.1 302 Found\r\nLocation: https://169.254.169.254/\r\n\r\n", Answer(302)),
        (b"HTTP/1.1 410 Gone\r\n\r\n\xff", Answer(410, excerpt="\ufffd")),
        (b"HTTP/1.1 500 Oh\r\nContent-Length: 9999\r\n\r\n" + b"a" * 9999, Answer(500, excerpt="a" * LONGEST_EXCERPT)),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\ndone\r\n",
            Answer(trouble=Trouble.ANSWER_NOT_READABLE),
        ),
        (b"SSH-2.0-OpenSSH_9.6\r\n", Answer(trouble=Trouble.ANSWER_NOT_READABLE)),
        (b"", Answer(trouble=Trouble.ANSWER_NOT_READABLE)),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5000, Answer(trouble=Trouble.ANSWER_NOT_READABLE)),
        (b"HTTP/1.1 200 OK\r\nA: " + b"b" * 18_000, Answer(trouble=Trouble.ANSWER_NOT_READABLE)),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, Answer(trouble=Trouble.ANSWER_NOT_READABLE)),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1000, Answer(trouble=Trouble.ANSWER_NOT_READABLE)),
    ],
    ids=[
        "length", "until-the-end", "chunked", "interim", "redirect", "gone", "long", "negative-chunk",
        "other-protocol", "nothing", "many-headers", "long-header", "many-interim-answers", "many-hints",
    ],
)  # fmt: skip
def test_answer_is_read_within_bounds(text: bytes, answer: Answer) -> None:
    with receiver(answers(text)) as running:
        assert posted(running.port) == answer
        assert running.connections == 1


@pytest.mark.parametrize(
    "script",
    [hangs, hangs_at_once, drips(b""), drips(b"HTTP/1.1 200 OK\r\nA: "), drips(b"HTTP/1.1 200 OK\r\n\r\n")],
    ids=["hang", "unread", "drip", "drip-of-headers", "drip-of-the-body"],
)
def test_receiver_that_takes_too_long_is_left_at_the_total(script: Script) -> None:
    with receiver(script) as running:
        begins = time.monotonic()
        assert posted(running.port, seconds=SECONDS) == Answer(trouble=Trouble.TIMED_OUT)
        assert time.monotonic() - begins < SECONDS * 3


def test_receiver_that_never_answers_the_handshake_is_left_at_the_total() -> None:
    with receiver(hangs_at_once, certificate_for=None) as running:
        assert posted(running.port, seconds=SECONDS) == Answer(trouble=Trouble.TIMED_OUT)


def test_answer_without_an_end_is_cut() -> None:
    with receiver(floods(b"HTTP/1.1 200 OK\r\n\r\n")) as running:
        assert posted(running.port) == Answer(200, excerpt="a" * LONGEST_EXCERPT)


def test_certificate_of_another_host_is_not_trusted() -> None:
    with receiver(answers(NO_CONTENT), certificate_for="other.example") as running:
        assert posted(running.port) == Answer(trouble=Trouble.CERTIFICATE_NOT_TRUSTED)


def test_certificate_of_an_unknown_authority_is_not_trusted() -> None:
    with receiver(answers(NO_CONTENT)) as running:
        plain = HttpSender(RuleOfTheTest(), Resolver(["127.0.0.1"]))
        assert plain.post(Post(f"https://{HOST}:{running.port}/", {}, "")).trouble is Trouble.CERTIFICATE_NOT_TRUSTED


def test_receiver_without_tls_is_not_reached() -> None:
    with receiver(answers(NO_CONTENT), certificate_for=None) as running:
        assert posted(running.port, seconds=SECONDS).trouble in (Trouble.NOT_REACHED, Trouble.TIMED_OUT)


def test_host_is_looked_up_once_and_the_connection_goes_to_what_was_checked() -> None:
    """The name leads to the metadata service when it is looked up a second time."""
    resolver = Resolver(["127.0.0.1"], ["169.254.169.254"])
    with receiver(answers(NO_CONTENT)) as running:
        assert posted(running.port, resolver) == Answer(204)
    assert resolver.asked == 1


@pytest.mark.parametrize(
    "addresses",
    [["169.254.169.254"], ["::ffff:127.0.0.1"], ["127.0.0.1", "10.0.0.1"], ["8.8.8.8", "fe80::1%eth0"], ["0.0.0.0"]],
    ids=["metadata", "mapped", "one-of-two", "with-scope", "any"],
)
def test_address_that_is_not_allowed_gets_no_connection(addresses: Sequence[str]) -> None:
    resolver = Resolver(addresses)
    with receiver(answers(NO_CONTENT)) as running:
        assert posted(running.port, resolver) == Answer(trouble=Trouble.ADDRESS_NOT_ALLOWED)
        assert sender(resolver).refusal(f"https://{HOST}:{running.port}/") is Trouble.ADDRESS_NOT_ALLOWED
        assert running.connections == 0


def test_next_address_is_tried_when_one_takes_no_connection() -> None:
    with receiver(answers(NO_CONTENT)) as running:
        assert posted(running.port, Resolver(["::1", "127.0.0.1"])) == Answer(204)


def test_closed_port_is_not_reached() -> None:
    with receiver(answers(NO_CONTENT)) as running:
        port = running.port
    assert posted(port) == Answer(trouble=Trouble.NOT_REACHED)


def test_name_that_nobody_has_and_a_resolver_that_hangs_find_no_host() -> None:
    over = threading.Event()

    def hanging(_host: str, _port: int) -> Sequence[str]:
        over.wait()
        return ["127.0.0.1"]

    def failing(_host: str, _port: int) -> Sequence[str]:
        raise socket.gaierror

    for resolve in (hanging, failing, Resolver([])):
        found = HttpSender(RuleOfTheTest(), resolve, trusting_context, SECONDS).post(Post(f"https://{HOST}/", {}, ""))
        assert found == Answer(trouble=Trouble.HOST_NOT_FOUND)
    over.set()


def test_look_up_of_the_host_takes_of_the_total() -> None:
    seconds = [0.0]

    def resolve(host: str, port: int) -> Sequence[str]:
        seconds[0] += SECONDS
        return ["127.0.0.1"]

    with receiver(answers(b"HTTP/1.1 204 No Content\r\n\r\n")) as found:
        slow = HttpSender(RuleOfTheTest(), resolve, trusting_context, SECONDS, lambda: seconds[0])
        assert slow.post(Post(f"https://{HOST}:{found.port}/", {}, "")).trouble is Trouble.TIMED_OUT


def test_what_is_refused_when_it_is_sent_is_refused_when_it_is_made() -> None:
    production = HttpSender(TargetRule(), Resolver(["127.0.0.1"]))
    for url in ("http://hooks.partner.example/", "https://127.0.0.1/", "https://localhost/"):
        assert production.refusal(url) is Trouble.URL_NOT_ALLOWED
        assert production.post(Post(url, {}, "")) == Answer(trouble=Trouble.URL_NOT_ALLOWED)
    assert production.refusal(f"https://{HOST}/") is Trouble.ADDRESS_NOT_ALLOWED
    assert HttpSender(TargetRule(), Resolver(["8.8.8.8"])).refusal(f"https://{HOST}/") is None


def test_on_this_machine_a_name_of_it_is_looked_up_by_the_system() -> None:
    with receiver(answers(NO_CONTENT), certificate_for=None) as running:
        local = HttpSender(TargetRule(on_this_machine=True))
        assert local.post(Post(f"http://localhost:{running.port}/", {}, "")) == Answer(204)
    assert Target("http", "localhost", 80, "/").authority == "localhost"


def test_receiver_that_hangs_delays_no_other() -> None:
    """The answer of the one is there before the other has given up."""
    with receiver(hangs) as hanging, receiver(answers(NO_CONTENT)) as fine:
        posts = [Post(f"https://{HOST}:{one.port}/", {}, "{}") for one in (hanging, fine, fine)]
        answered = sender(seconds=1.0).post_all(posts)
        assert dict([next(answered), next(answered)]) == {1: Answer(204), 2: Answer(204)}
        assert not hanging.over.is_set()
        assert list(answered) == [(0, Answer(trouble=Trouble.TIMED_OUT))]
    assert list(sender().post_all([])) == []
