"""Languages are named by tags, as programs write them."""

import re

import pytest

from chalicelib.domain.errors import Invalid
from chalicelib.domain.languages import LANGUAGES, PATTERN, language


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("tag", ["{}", "{}-FR", "{}-ca", "{}_CA", "{}-Latn-CH", "{}-419", " {}-FR\n"])
def test_tag_of_a_supported_language_names_it(code: str, tag: str) -> None:
    assert language(tag.format(code)) == language(tag.format(code.upper())) == code
    assert all(re.search(PATTERN, tag.format(spelt)) for spelt in (code, code.upper()))


@pytest.mark.parametrize("text", ["", "de", "de-FR", "frr", "french", "fr-", "-fr", "fr FR", "fr-FR;q=1", "fr-" * 9000])
def test_everything_else_is_refused_with_the_choices(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        language(text)
    assert not re.search(PATTERN, text)
    assert refusal.value.facts == {"choices": ", ".join(LANGUAGES)}
