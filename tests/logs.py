"""The product's log lines as they would go out, and what no such line may hold."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from chalicelib.adapters.telemetry import LOGGERS, JsonLines

ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(\.[\w-]+)+")
# What itsdangerous signs with SHA-256, and whatever is a JWT.
SIGNED = re.compile(r"[\w-]{16,}\.[\w-]{43}(?![\w-])|eyJ[\w-]+\.[\w-]+\.")


def tells_on_somebody(line: str) -> bool:
    """Whether a mail address or a token stands in the line."""
    return bool(ADDRESS.search(line) or SIGNED.search(line))


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
