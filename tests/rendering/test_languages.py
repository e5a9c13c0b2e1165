"""The language chosen for a browser, and how instants and waiting times are shown in it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.languages import LANGUAGES
from chalicelib.rendering.languages import choose, day, instant, machine_time, short_instant, translator, wait


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("fr", "fr"),
        ("FR-ca", "fr"),
        ("xx, fr;q=0.5", "fr"),
        ("en;q=0.5, fr;q=0.6", "fr"),
        ("fr;q=0.4, en;q=0.5", "en"),
        ("fr, en", "fr"),
        ("en, fr", "en"),
        ("fr-CA;q=0.1, fr;q=0.9, en;q=0.5", "fr"),
        ("*", "en"),
        ("*, en;q=0", "fr"),
        ("fr;q=0", "en"),
        ("en;q=0, fr;q=0", "en"),
        ("xx", "en"),
        ("en;q=2, fr", "fr"),
        ("en;q=x, fr;q=0.1", "fr"),
        ("en; Q = 0.2 , fr; q=0.3", "fr"),
        (";;q=1,,fr", "fr"),
    ],
)
def test_most_preferred_language_is_chosen(header: str | None, language: str) -> None:
    assert choose(header) == language


@given(st.text() | st.text(alphabet="enfr*;q=,.-01 "))
def test_any_header_gives_a_supported_language(header: str) -> None:
    assert choose(header) in LANGUAGES


def test_long_header_is_parsed_quickly() -> None:
    assert choose("xx;q=0.1," * 1_000_000) == "en"


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (datetime(2026, 11, 22, 14, 5, tzinfo=UTC), "22 November 2026, 14:05 UTC", "22 novembre 2026 à 14:05 UTC"),
        (datetime(2027, 8, 1, 0, 0, tzinfo=UTC), "1 August 2027, 00:00 UTC", "1er août 2027 à 00:00 UTC"),
        (
            datetime(2026, 3, 1, 1, 30, 59, tzinfo=timezone(timedelta(hours=2))),
            "28 February 2026, 23:30 UTC",
            "28 février 2026 à 23:30 UTC",
        ),
    ],
)
def test_instant_is_shown_in_utc_with_its_zone(value: datetime, english: str, french: str) -> None:
    assert instant(value, "en") == english
    assert instant(value, "fr") == french


@pytest.mark.parametrize(
    ("seconds", "english", "french"),
    [
        (0, "in 1 minute", "dans 1 minute"),
        (1, "in 1 minute", "dans 1 minute"),
        (61, "in 2 minutes", "dans 2 minutes"),
        (7_200, "in 120 minutes", "dans 120 minutes"),
        (7_201, "in 3 hours", "dans 3 heures"),
        (172_800, "in 48 hours", "dans 48 heures"),
        (172_801, "in 3 days", "dans 3 jours"),
    ],
)
def test_waiting_time_is_rounded_up(seconds: int, english: str, french: str) -> None:
    assert wait(seconds, "en") == english
    assert wait(seconds, "fr") == french


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (datetime(2026, 11, 25, 9, 0, tzinfo=UTC), "25 Nov 2026", "25 nov. 2026"),
        (datetime(2026, 5, 1, tzinfo=UTC), "1 May 2026", "1er mai 2026"),
        (datetime(2026, 3, 1, 1, 30, tzinfo=timezone(timedelta(hours=2))), "28 Feb 2026", "28 févr. 2026"),
    ],
)
def test_lists_show_the_day_in_utc(value: datetime, english: str, french: str) -> None:
    assert day(value, "en") == english
    assert day(value, "fr") == french


def test_lists_show_the_time_in_the_same_short_form() -> None:
    value = datetime(2026, 11, 25, 9, 5, 59, tzinfo=UTC)
    assert short_instant(value, "en") == "25 Nov 2026, 09:05 UTC"
    assert short_instant(value, "fr") == "25 nov. 2026 à 09:05 UTC"


def test_machines_read_instants_in_utc() -> None:
    value = datetime(2026, 3, 1, 1, 30, 59, 123_456, tzinfo=timezone(timedelta(hours=2)))
    assert machine_time(value) == "2026-02-28T23:30:59Z"


@pytest.mark.parametrize("shown", [instant, short_instant, day])
def test_month_names_are_distinct(shown: Callable[[datetime, str], str]) -> None:
    for language in LANGUAGES:
        months = {shown(datetime(2026, month, 2, tzinfo=UTC), language).split()[1] for month in range(1, 13)}
        assert len(months) == 12


def test_catalogue_is_read_once() -> None:
    assert translator("fr") is translator("fr")
