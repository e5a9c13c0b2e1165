"""A command tells which network a caller of the log is, for as long as its link key is there."""

from dataclasses import replace

import pytest

from app import app
from chalicelib import bootstrap
from chalicelib.adapters.caller_pseudonym import caller_pseudonym
from infra.bench.events import get
from tests.infra.operations.operating import run_command
from tests.logs import log_lines
from tests.world import World


def caller_in_log(source: str) -> str:
    """Call the API from an address; return the caller that the log has."""
    event = get("/healthz")
    event["requestContext"] |= {"identity": {"sourceIp": source}}
    with log_lines() as lines:
        app(event, None)
    (line,) = lines
    assert source not in line
    return line.partition('"caller": "')[2].partition('"')[0]


@pytest.mark.parametrize(
    ("source", "network"),
    [("203.0.113.7", "203.0.113.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("::ffff:192.0.2.1", "192.0.2.1")],
)
def test_caller_in_the_log_is_told(
    operated: World, capsys: pytest.CaptureFixture[str], source: str, network: str
) -> None:
    caller = caller_in_log(source)
    operated.clock.advance(days=80)
    assert run_command(capsys, "caller", caller) == (0, {"network": network, "day": "2026-11-22"})


def test_caller_of_before_a_rotation_is_told_until_the_key_is_dropped(
    operated: World, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = {"k1": "o" * 48}, {"k2": "n" * 48}
    caller = str(caller_pseudonym(old, "203.0.113.7", operated.clock.now()))
    for keys, status in (({**old, **new}, 0), (new, 2)):
        settings = replace(operated.container.settings, link_keys=keys)
        bootstrap.use(replace(operated.container, settings=settings))
        assert run_command(capsys, "caller", caller)[0] == status


@pytest.mark.parametrize("text", ["", "nobody", "5f2a90c1d3e4b687", "00" * 12, "00" * 16, "é", "0" * 10_000])
def test_what_is_no_caller_is_refused(operated: World, capsys: pytest.CaptureFixture[str], text: str) -> None:
    status, result = run_command(capsys, "caller", text)
    assert status == 2
    assert "no link key" in result["error"]
