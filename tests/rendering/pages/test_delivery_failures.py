"""Whoever is told that a mail did not arrive is told what to do, in every language."""

import pytest

from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.requests.delivery import DeliveryFailure
from chalicelib.rendering.languages import time_left, translator
from chalicelib.rendering.pages.delivery_failures import DELIVERY_FAILURES

MINUTE, HOUR, DAY = 60, 3600, 86400


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("failure", DeliveryFailure)
def test_every_failure_names_the_address_and_what_to_do(failure: DeliveryFailure, language: str) -> None:
    texts, say = DELIVERY_FAILURES[failure], translator(language).gettext
    assert "it@univ.example" in say(texts.happened).format(address="it@univ.example")
    assert say(texts.to_do).format(support="support@vendor.example").endswith(".")


@pytest.mark.parametrize(
    ("seconds", "english", "french"),
    [
        (14 * DAY, "14 days left", "14 jours restants"),
        (13 * DAY + 1, "14 days left", "14 jours restants"),
        (2 * DAY, "48 hours left", "48 heures restantes"),
        (2 * HOUR, "120 minutes left", "120 minutes restantes"),
        (MINUTE, "1 minute left", "1 minute restante"),
        (0, "1 minute left", "1 minute restante"),
    ],
)
def test_time_left_is_rounded_up(seconds: int, english: str, french: str) -> None:
    assert (time_left(seconds, "en"), time_left(seconds, "fr")) == (english, french)
