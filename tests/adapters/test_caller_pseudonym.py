"""Pseudonyms of callers join the calls of one network on one day, and nothing else."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta, timezone
from ipaddress import IPv4Address, IPv6Address, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.caller_pseudonym import caller_network, caller_pseudonym
from chalicelib.adapters.links import SALT as OF_LINKS
from chalicelib.adapters.started_sign_ins import SALT as OF_SIGN_INS

OLD, NEW = "a" * 48, "b" * 48
KEYS = {"k1": OLD, "k2": NEW}
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
HOME = "203.0.113.7"


@given(st.ip_addresses().map(str))
def test_pseudonym_is_the_same_all_day_and_holds_no_address(source: str) -> None:
    first = caller_pseudonym(KEYS, source, NOON)
    assert first is not None
    assert len(bytes.fromhex(first)) in (12, 16)
    assert caller_pseudonym(KEYS, source, NOON + timedelta(hours=11, minutes=59)) == first
    assert source not in first


@pytest.mark.parametrize(
    ("source", "other", "joined"),
    [
        (HOME, "203.0.113.8", False),
        (HOME, f"::ffff:{HOME}", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:0DB8:0001:0002:0000:0000:0000:0001", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ],
)
def test_calls_of_one_network_are_joined(source: str, other: str, joined: bool) -> None:
    assert (caller_pseudonym(KEYS, source, NOON) == caller_pseudonym(KEYS, other, NOON)) is joined


def test_days_are_not_joined_and_begin_at_midnight_in_utc() -> None:
    midnight = NOON.replace(hour=0) + timedelta(days=1)
    assert caller_pseudonym(KEYS, HOME, midnight) != caller_pseudonym(KEYS, HOME, midnight - timedelta(milliseconds=1))
    in_paris = midnight.astimezone(timezone(timedelta(hours=1)))
    assert caller_pseudonym(KEYS, HOME, in_paris) == caller_pseudonym(KEYS, HOME, midnight)


@pytest.mark.parametrize("source", ["", "unknown", "203.0.113.7, 10.0.0.1", "203.0.113", "203.0.113.7:443"])
def test_what_is_no_address_has_no_pseudonym(source: str) -> None:
    assert caller_pseudonym(KEYS, source, NOON) is None


def test_newest_key_makes_pseudonyms() -> None:
    assert caller_pseudonym({"k2": NEW}, HOME, NOON) == caller_pseudonym(KEYS, HOME, NOON)
    assert caller_pseudonym({"k1": OLD}, HOME, NOON) != caller_pseudonym(KEYS, HOME, NOON)


@pytest.mark.parametrize("purpose", [OF_LINKS, OF_SIGN_INS, "cursor:caller:2026-11-27", "caller:2026-11-28"])
def test_no_other_signature_of_the_key_is_a_pseudonym(purpose: str) -> None:
    """Callers may have cursors and links signed; itsdangerous derives the key of each from its purpose in this way."""
    key = hmac.digest(NEW.encode(), purpose.encode(), hashlib.sha256)
    signature = hmac.digest(key, IPv4Address(HOME).packed, hashlib.sha256).hex()
    assert not signature.startswith(str(caller_pseudonym(KEYS, HOME, NOON))[:16])


@given(st.ip_addresses(v=4))
def test_whoever_has_the_key_can_tell_an_ipv4_address(source: IPv4Address) -> None:
    pseudonym = str(caller_pseudonym(KEYS, str(source), NOON))
    assert caller_network(NEW, pseudonym, NOON.date()) == str(source)


@given(st.ip_addresses(v=6))
def test_whoever_has_the_key_can_tell_an_ipv6_network(source: IPv6Address) -> None:
    pseudonym = str(caller_pseudonym(KEYS, str(source), NOON))
    expected = str(source.ipv4_mapped or IPv6Network((source, 64), strict=False))
    assert caller_network(NEW, pseudonym, NOON.date()) == expected


@pytest.mark.parametrize("source", [HOME, "2001:db8:1:2::1"])
def test_another_key_another_day_and_another_text_tell_nothing(source: str) -> None:
    pseudonym = str(caller_pseudonym(KEYS, source, NOON))
    assert caller_network(OLD, pseudonym, NOON.date()) is None
    assert caller_network(NEW, pseudonym, NOON.date() - timedelta(days=1)) is None
    changed = f"{pseudonym[:-1]}{'0' if pseudonym[-1] != '0' else '1'}"
    for text in ("", "x", pseudonym[:16], pseudonym[2:], f"{pseudonym}00", changed, "00" * 16):
        assert caller_network(NEW, text, NOON.date()) is None
