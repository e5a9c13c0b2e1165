"""No more mails a second than the mail service takes."""

from chalicelib.services.mail.rate_limiter import RateLimiter


class Seconds:
    """A clock that pauses move."""

    def __init__(self) -> None:
        self.now = 100.0
        self.pauses: list[float] = []

    def pause(self, length: float) -> None:
        self.pauses.append(length)
        self.now += length


def test_sends_are_a_steps_length_apart() -> None:
    time = Seconds()
    rate_limiter = RateLimiter(10, lambda: time.now, time.pause)
    for _ in range(5):
        rate_limiter.wait()
    assert [round(one, 3) for one in time.pauses] == [0.1] * 4


def test_who_is_slower_anyway_never_waits() -> None:
    time = Seconds()
    rate_limiter = RateLimiter(10, lambda: time.now, time.pause)
    for _ in range(5):
        rate_limiter.wait()
        time.now += 0.2
    assert time.pauses == []


def test_a_quiet_hour_is_not_made_up_for_by_a_burst() -> None:
    time = Seconds()
    rate_limiter = RateLimiter(10, lambda: time.now, time.pause)
    rate_limiter.wait()
    time.now += 3600
    rate_limiter.wait()
    rate_limiter.wait()
    assert [round(one, 3) for one in time.pauses] == [0.1]
