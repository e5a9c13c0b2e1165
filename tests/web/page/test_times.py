"""Every instant on a page stands in an element that programs can read."""

import re
from datetime import datetime

import pytest

from chalicelib.domain.languages import LANGUAGES
from tests.web.page.every_state import STATES, shown

ELEMENT = re.compile(r'<time [^>]*?datetime="([^"]*)"[^>]*>[^<]*</time>')
# Mails are quoted on some pages as they are sent.
QUOTED = re.compile(r'<div class="text".*?</div>', re.DOTALL)
INSTANT = re.compile(r"\d{4}(?:,| à) \d\d:\d\d UTC")


@pytest.mark.parametrize("state", STATES)
def test_every_instant_of_a_page_is_an_element(state: str) -> None:
    for language in LANGUAGES:
        html = QUOTED.sub("", shown(state, language).text)
        assert INSTANT.findall(ELEMENT.sub("", html)) == []
        assert all(datetime.fromisoformat(at).utcoffset() is not None for at in ELEMENT.findall(html))


def test_some_page_has_an_instant_within_a_sentence_and_one_alone() -> None:
    assert "keeps working until <time " in shown("cancelled").text
    assert re.search(r"<dd><time [^>]*>[^<]*UTC</time></dd>", shown("pending").text)
