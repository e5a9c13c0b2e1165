"""The product's log lines as they would go out, of this process and of a run in another."""

import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from chalicelib.adapters.telemetry import LOGGERS, JsonLines
from infra.log_privacy import is_leaking, leaks

__all__ = ["hold_discreet", "is_leaking", "log_lines"]

# The greeting names the people of the demo; what comes after it is about whoever calls.
END_OF_GREETING = "\nReady in "
ANSWERED = '"message": "answered"'


def hold_discreet(output: str, typed: Collection[str]) -> None:
    """Claims of what a local run has printed that nothing in it tells on anybody, nor repeats what was typed."""
    since_ready = output.partition(END_OF_GREETING)[2]
    assert ANSWERED in since_ready, "the run has not logged its calls, so that it told nothing proves nothing"
    told = leaks(since_ready.splitlines(), typed)
    assert not told, "\n".join(["what the run has printed tells on somebody:", *told])


class _Keeping(logging.Handler):
    """Keeps the lines that are wanted."""

    def __init__(self, wanted: Callable[[str], bool]) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines: list[str] = []
        self._wanted = wanted

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        if self._wanted(line):
            self.lines.append(line)


@contextmanager
def log_lines(wanted: Callable[[str], bool] = bool) -> Iterator[list[str]]:
    """The lines that the product writes meanwhile, of every level."""
    handler, loggers = _Keeping(wanted), [logging.getLogger(name) for name in LOGGERS]
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
