"""What every mail queue does, on SQS (moto) or in memory."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.adapters.sqs import mail_keys
from chalicelib.services.unit_of_work.ports import MailKey
from tests.backends.backend import MemoryBackend, ObservedBackend, on_moto
from tests.world import SETTINGS

FIRST, SECOND = MailKey("request-1", "0001-01"), MailKey("request-2", "0002-01")
KEYS = st.builds(MailKey, st.text(max_size=40), st.text(max_size=40))
# SQS refuses a message of more than 1 MiB.
TOO_LARGE = [MailKey("r" * 1_200, "m")] * 900


@pytest.fixture(params=["memory", "moto"])
def backend(request: pytest.FixtureRequest) -> Iterator[ObservedBackend]:
    """A backend with an empty queue."""
    if request.param == "memory":
        yield MemoryBackend()
    else:
        with on_moto(SETTINGS) as on_sqs:
            yield on_sqs


def received(backend: ObservedBackend) -> list[Sequence[MailKey]]:
    """Take and parse all messages."""
    return [mail_keys(body) for body in backend.received()]


def test_each_nudge_is_one_message_with_its_keys_in_order(backend: ObservedBackend) -> None:
    backend.queue.nudge([FIRST, SECOND])
    backend.queue.nudge([SECOND])
    assert sorted(received(backend), key=len) == [[SECOND], [FIRST, SECOND]]


def test_message_is_received_once(backend: ObservedBackend) -> None:
    backend.queue.nudge([FIRST])
    assert (received(backend), received(backend)) == ([[FIRST]], [])


def test_nudge_without_mails_sends_no_message(backend: ObservedBackend) -> None:
    backend.queue.nudge([])
    assert received(backend) == []


def test_nudge_that_is_sent_during_receiving_is_received_too(backend: ObservedBackend) -> None:
    backend.queue.nudge([FIRST])
    seen = []
    for body in backend.received():
        seen.append(mail_keys(body))
        if len(seen) == 1:
            backend.queue.nudge([SECOND])
    assert seen == [[FIRST], [SECOND]]


def test_nudge_too_large_for_a_message_is_lost_without_an_error(backend: ObservedBackend) -> None:
    backend.queue.nudge(TOO_LARGE)
    backend.queue.nudge([FIRST])
    assert received(backend) == [[FIRST]]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(nudges=st.lists(st.lists(KEYS, max_size=5), max_size=5))
def test_messages_are_the_nudges_whatever_the_keys(backend: ObservedBackend, nudges: list[list[MailKey]]) -> None:
    for keys in nudges:
        backend.queue.nudge(keys)
    by_text = repr
    assert sorted(received(backend), key=by_text) == sorted((keys for keys in nudges if keys), key=by_text)
