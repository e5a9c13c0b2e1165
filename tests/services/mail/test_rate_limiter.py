"""The rate limiter keeps sends below the mail service's limit per second."""

from chalicelib.services.mail.rate_limiter import SENDERS, RateLimiter


class FakeTime:
    """A clock that is moved by pauses."""

    def __init__(self) -> None:
        self.now = 100.0
        self.pauses: list[float] = []

    def pause(self, length: float) -> None:
        self.pauses.append(length)
        self.now += length


def test_sends_are_spaced_evenly() -> None:
    time = FakeTime()
    rate_limiter = RateLimiter(10, lambda: time.now, time.pause)
    for _ in range(5):
        rate_limiter.wait()
    assert [round(pause, 3) for pause in time.pauses] == [round(0.1 * SENDERS, 3)] * 4


def test_slow_sender_never_waits() -> None:
    time = FakeTime()
    rate_limiter = RateLimiter(10, lambda: time.now, time.pause)
    for _ in range(5):
        rate_limiter.wait()
        time.now += 0.2 * SENDERS
    assert time.pauses == []


def test_idle_time_does_not_allow_a_burst() -> None:
    time = FakeTime()
    rate_limiter = RateLimiter(10, lambda: time.now, time.pause)
    rate_limiter.wait()
    time.now += 3600
    rate_limiter.wait()
    rate_limiter.wait()
    assert [round(pause, 3) for pause in time.pauses] == [round(0.1 * SENDERS, 3)]


def test_calls_within_a_time_follow_from_the_rate() -> None:
    time = FakeTime()
    assert [RateLimiter(rate, lambda: time.now, time.pause).calls_within(40) for rate in (1, 14, 30)] == [13, 186, 400]
    assert RateLimiter(1, lambda: time.now, time.pause).calls_within(1) == 1
