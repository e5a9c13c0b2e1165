"""One JSON line a log record: what it holds, and what stays out of it."""

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
    """What a record comes to, read back."""
    about = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("chalicelib.web.middleware", logging.INFO, "", 0, message, values, about)
    record.created = NOW
    vars(record).update(extra)
    written = JsonLines().format(record)
    assert "\n" not in written
    read: dict[str, Any] = json.loads(written)
    return read


def test_a_line_says_when_how_grave_by_whom_and_what() -> None:
    assert line("nudge lost: %s", "EndpointConnectionError") == {
        "timestamp": "2026-11-22T09:00:00.250Z",
        "level": "INFO",
        "logger": "chalicelib.web.middleware",
        "message": "nudge lost: EndpointConnectionError",
    }


def test_a_line_names_its_invocation_while_that_lasts() -> None:
    with named("api_handler", "b1a0"):
        assert line("x")["request_id"] == "b1a0"
        assert line("x")["function"] == "api_handler"
    assert not {"function", "request_id"} & set(line("x"))


def test_of_what_else_a_record_is_given_only_the_known_facts_are_told() -> None:
    facts: dict[str, Any] = {"route": "/approvals/{token}", "method": "GET", "status": 200, "milliseconds": 3.1}
    told = line("answered", **facts, path="/approvals/secret", query="q=acme", headers={}, body="secret")
    assert {name: told[name] for name in facts} == facts
    assert "secret" not in str(told)
    assert not {"path", "query", "headers", "body"} & set(told)


def test_of_a_fault_kind_and_place_are_told_and_not_its_words() -> None:
    words = "it@univ.example asked"
    with pytest.raises(KeyError) as caught:
        raise KeyError(words)
    told = line("failed", error=caught.value)
    assert told["fault"] == kind_and_place(caught.value)
    assert told["fault"].startswith("KeyError\n")
    assert "test_of_a_fault" in told["fault"]
    assert "univ" not in str(told)


@given(st.text())
def test_any_text_is_one_line_of_ascii(text: str) -> None:
    assert line("%s", text)["message"] == text


@pytest.fixture
def loggers() -> Iterator[Mapping[str, logging.Logger]]:
    """The product's loggers, which are afterwards as they were."""
    found = {name: logging.getLogger(name) for name in LOGGERS}
    before = {name: (one.handlers[:], one.propagate, one.level) for name, one in found.items()}
    yield found
    for name, (handlers, propagate, level) in before.items():
        found[name].handlers[:], found[name].propagate = handlers, propagate
        found[name].setLevel(level)


def test_configuring_twice_writes_once_and_past_lambdas_own_handler(
    loggers: Mapping[str, logging.Logger], capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    configure("INFO")
    configure("WARNING")
    for name in loggers:
        logging.getLogger(f"{name}.part").info("too little")
        logging.getLogger(f"{name}.part").warning("enough")
    written = [json.loads(one) for one in capsys.readouterr().err.splitlines()]
    assert [(one["logger"], one["message"]) for one in written] == [(f"{name}.part", "enough") for name in LOGGERS]
    assert caplog.records == []


def test_a_level_that_no_logger_knows_is_refused_with_a_remedy() -> None:
    assert (read().log_level, read(LOG_LEVEL="WARNING").log_level) == ("INFO", "WARNING")
    with pytest.raises(SettingsError, match="LOG_LEVEL is not usable: give one of DEBUG, INFO"):
        read(LOG_LEVEL="loud")
