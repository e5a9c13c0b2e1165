"""Log lines of the product as they are written, in this process and in a run of another process."""

import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from chalicelib.adapters.telemetry import LOGGERS, JsonLines
from infra.log_privacy import is_leaking, leaks
from infra.rights.enforcing import COULD_NOT_BE_JUDGED, DENIED

__all__ = ["assert_permitted", "assert_private", "is_leaking", "log_lines"]

# The greeting names the people of the demo; what follows it is about callers.
END_OF_GREETING = "\nReady in "
ANSWERED = '"message": "answered"'


def assert_permitted(output: str) -> None:
    """Assert that no function of a local run made a call that its policy denies."""
    denied = [line for line in output.splitlines() if DENIED in line or COULD_NOT_BE_JUDGED in line]
    assert not denied, "\n".join(["AWS would have denied calls of the run:", *denied])


def assert_private(output: str, typed: Collection[str]) -> None:
    """Assert that the output of a local run reveals no person and repeats nothing of what was typed."""
    since_ready = output.partition(END_OF_GREETING)[2]
    assert ANSWERED in since_ready, "the run has not logged its calls, so that it told nothing proves nothing"
    leaked = leaks(since_ready.splitlines(), typed)
    assert not leaked, "\n".join(["the output of the run reveals personal data:", *leaked])


class _Keeping(logging.Handler):
    """Handler that keeps the selected lines."""

    def __init__(self, selects: Callable[[str], bool]) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines: list[str] = []
        self._selects = selects

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        if self._selects(line):
            self.lines.append(line)


@contextmanager
def log_lines(selects: Callable[[str], bool] = bool) -> Iterator[list[str]]:
    """Yield the list of the lines that the product writes inside the block, at every level."""
    handler, loggers = _Keeping(selects), [logging.getLogger(name) for name in LOGGERS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    try:
        yield handler.lines
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)
