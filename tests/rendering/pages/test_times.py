"""An instant within a sentence is an element, and what stands around it is escaped."""

from datetime import UTC, datetime, timedelta, timezone

from chalicelib.rendering.pages.times import time_element, with_facts

AT = datetime(2026, 12, 9, 19, 14, 59, tzinfo=UTC)
ELEMENT = '<time datetime="2026-12-09T19:14:59Z">9 December 2026, 19:14 UTC</time>'


def test_instant_is_an_element_in_utc_and_in_the_language() -> None:
    assert time_element(AT, "en") == ELEMENT
    assert time_element(AT.astimezone(timezone(timedelta(hours=9))), "en") == ELEMENT
    assert "9 décembre 2026 à 19:14 UTC" in time_element(AT, "fr")


def test_sentence_with_an_instant_is_markup_and_escapes_all_else() -> None:
    text = with_facts("{person} <waits> until {time}.", {"person": "<b>", "time": time_element(AT, "en")})
    assert text == f"&lt;b&gt; &lt;waits&gt; until {ELEMENT}."
    assert hasattr(text, "__html__")


def test_sentence_without_an_instant_is_text() -> None:
    text = with_facts("{person} <waits>.", {"person": "<b>"})
    assert text == "<b> <waits>."
    assert not hasattr(text, "__html__")
