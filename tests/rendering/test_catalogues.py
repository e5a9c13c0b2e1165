"""The catalogues contain exactly the current texts of code and templates, and are compiled."""

import re
from functools import cache
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from chalicelib.domain.languages import DEFAULT_LANGUAGE, LANGUAGES
from chalicelib.rendering.languages import LOCALE
from infra import catalogues

NARROW = "\u202f"
NO_BREAK = "\u00a0"
# Extracts the texts once.
updated = cache(catalogues.updated)


def french_texts() -> list[str]:
    """Return every French text of the catalogue."""
    with catalogues.po_path("fr").open("rb") as file:
        return [text for entry in read_po(file) if entry.id for text in catalogues.strings(entry.string)]


def test_every_language_but_english_has_a_catalogue() -> None:
    assert {path.name for path in LOCALE.iterdir()} == set(LANGUAGES) - {DEFAULT_LANGUAGE}


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_catalogue_contains_exactly_the_current_texts(language: str) -> None:
    assert catalogues.po_path(language).read_bytes() == catalogues.po_of(updated(language))


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_compiled_catalogue_is_up_to_date(language: str) -> None:
    compiled = catalogues.po_path(language).with_suffix(".mo").read_bytes()
    assert compiled == catalogues.mo_of(updated(language))


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_every_text_is_translated_without_fuzzy_entries(language: str) -> None:
    assert catalogues.unfinished(updated(language)) == []


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_translation_has_the_placeholders_of_its_original(language: str) -> None:
    for entry in updated(language):
        for text in catalogues.strings(entry.string) if entry.id else ():
            original = catalogues.strings(entry.id)[0]
            assert _placeholders(text) == _placeholders(original), text


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_french_punctuation_has_the_required_spaces() -> None:
    for text in french_texts():
        assert not re.search(r"(?<!\u202f)[;!?]", text), text
        assert not re.search(r"(?<!\u00a0):(?=\s|$)", text), text
        assert not re.search(r"«(?!\u00a0)|(?<!\u00a0)»", text), text
        assert "'" not in text, text
