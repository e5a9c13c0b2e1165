"""Names that read as other names go to review; what languages write is accepted."""

import unicodedata

import idna
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.identity.confusables import looks_like_latin, mixes_scripts
from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.identity.look_alikes import LOOK_ALIKES
from chalicelib.domain.identity.public_suffixes import bundled_suffixes

RULES = DomainRules(bundled_suffixes(), example_domains=False)


@pytest.mark.parametrize(
    "domain",
    [
        "аррӏе.com",
        "еріс.com",
        "xn--80ak6aa92e.com",
        "labs.еріс.com",
        "сосо.com.ua",
        "ооо.org",
        "goノgle.com",
        "goンgle.com",
        "goソgle.com",
        "microーsoft.com",
        "go〇gle.com",
    ],
)
def test_label_that_reads_as_latin_is_reviewed(domain: str) -> None:
    assert RULES.parse(domain).always_reviewed


@pytest.mark.parametrize(
    "domain",
    [
        "lg전자.com",
        "abc株式会社.jp",
        "SONYショップ.jp",
        "abcノート.jp",
        "スーパーabc.jp",
        "abcㄅㄆ.tw",
        "яндекс.рф",
        "ерис.com",
        "kırmızı.com.tr",
        "þór.is",
        "müller.de",
        "example2.com",
    ],
)
def test_name_that_languages_write_needs_no_review(domain: str) -> None:
    assert not RULES.parse(domain).always_reviewed


@pytest.mark.parametrize("label", ["аpple", "αlpha", "exámplе", "ab한ノ", "עברiת", "aあ한"])
def test_scripts_of_no_common_language_are_still_refused(label: str) -> None:
    assert mixes_scripts(label)


@pytest.mark.parametrize("character", sorted(LOOK_ALIKES))
def test_look_alike_is_a_letter_or_digit_that_a_label_may_hold(character: str) -> None:
    assert not character.isascii()
    assert idna.uts46_remap(character, std3_rules=False) == character
    assert unicodedata.category(character)[0] in "LNMC"
    assert looks_like_latin(character)


@given(st.text(st.sampled_from("abcxyz0189-"), min_size=1), st.text(st.sampled_from(sorted(LOOK_ALIKES)), min_size=1))
def test_look_alikes_beside_ascii_are_noticed_and_ascii_alone_never(ascii_part: str, others: str) -> None:
    assert looks_like_latin(ascii_part + others)
    assert not looks_like_latin(ascii_part)
