"""One JSON line per log record: its content, and what is left out."""

import json
import logging
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.telemetry import LOGGERS, JsonLines, configure, kind_and_place, named
from chalicelib.settings import SettingsError
from tests.test_settings import read

NOW = 1_795_338_000.25


def line(message: str, *values: object, error: BaseException | None = None, **extra: object) -> dict[str, Any]:
    """Return the line of a record, parsed."""
    error_info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("chalicelib.web.middleware", logging.INFO, "", 0, message, values, error_info)
    record.created = NOW
    vars(record).update(extra)
    written = JsonLines().format(record)
    assert "\n" not in written
    read: dict[str, Any] = json.loads(written)
    return read


def test_line_contains_time_level_logger_and_message() -> None:
    assert line("nudge lost: %s", "EndpointConnectionError") == {
        "timestamp": "2026-11-22T09:00:00.250Z",
        "level": "INFO",
        "logger": "chalicelib.web.middleware",
        "message": "nudge lost: EndpointConnectionError",
    }


def test_line_contains_its_invocation_while_it_lasts() -> None:
    with named("api_handler", "b1a0"):
        assert line("x")["request_id"] == "b1a0"
        assert line("x")["function"] == "api_handler"
    assert not {"function", "request_id"} & set(line("x"))


def test_line_contains_only_known_extra_facts() -> None:
    facts: dict[str, Any] = {
        "route": "/approvals/{token}",
        "method": "GET",
        "status": 200,
        "milliseconds": 3.1,
        "caller": "5f",
    }
    entry = line("answered", **facts, path="/approvals/secret", query="q=acme", headers={}, body="secret")
    assert {name: entry[name] for name in facts} == facts
    assert "secret" not in str(entry)
    assert not {"path", "query", "headers", "body"} & set(entry)


def test_fault_is_logged_with_kind_and_place_without_its_message() -> None:
    words = "it@univ.example asked"
    with pytest.raises(KeyError) as caught:
        raise KeyError(words)
    entry = line("failed", error=caught.value)
    assert entry["fault"] == kind_and_place(caught.value)
    assert entry["fault"].startswith("KeyError\n")
    assert "test_fault_is_logged" in entry["fault"]
    assert "univ" not in str(entry)


@given(st.text())
def test_any_message_is_one_line_of_ascii(text: str) -> None:
    assert line("%s", text)["message"] == text


@pytest.fixture
def loggers() -> Iterator[Mapping[str, logging.Logger]]:
    """The product's loggers, restored after the test."""
    found = {name: logging.getLogger(name) for name in LOGGERS}
    before = {name: (logger.handlers[:], logger.propagate, logger.level) for name, logger in found.items()}
    yield found
    for name, (handlers, propagate, level) in before.items():
        found[name].handlers[:], found[name].propagate = handlers, propagate
        found[name].setLevel(level)


def test_configuring_twice_writes_each_record_once_bypassing_lambdas_handler(
    loggers: Mapping[str, logging.Logger], capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    configure("INFO")
    configure("WARNING")
    for name in loggers:
        logging.getLogger(f"{name}.part").info("too little")
        logging.getLogger(f"{name}.part").warning("enough")
    written = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(entry["logger"], entry["message"]) for entry in written] == [
        (f"{name}.part", "enough") for name in LOGGERS
    ]
    assert caplog.records == []


def test_unknown_level_is_refused_with_a_remedy() -> None:
    assert (read().log_level, read(LOG_LEVEL="WARNING").log_level) == ("INFO", "WARNING")
    with pytest.raises(SettingsError, match="LOG_LEVEL is not usable: give one of DEBUG, INFO"):
        read(LOG_LEVEL="loud")
