"""Names that read as other names go to review; what languages write is accepted."""

import unicodedata

import idna
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Invalid
from chalicelib.domain.identity.confusables import looks_like_latin, mixes_scripts
from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.identity.look_alikes import LOOK_ALIKES
from chalicelib.domain.identity.public_suffixes import bundled_suffixes

RULES = DomainRules(bundled_suffixes(), example_domains=False)


# Each stands for a kind; the comments name the script of the look-alikes.
REVIEWED = (
    "аррӏе.com", "еріс.com", "сосо.com.ua", "ооо.org", "ѕех.com",  # Cyrillic
    "АРРӀЕ.COM", "XN--80AK6AA92E.COM", "https://www.xn--e1awd7f.com/login",  # typed otherwise
    "аррӏе.onmicrosoft.com", "аррӏе.github.io",  # below a host that tenants share
    "labs.еріс.com", "еріс.labs.com", "еріс.co.uk",  # in any label
    "оо7.com", "ооо-24.org", "соса-соӏа.com", "xn----7sbb7ccobc39j.com",  # beside digits and hyphens
    "ёсё.com", "сёрас.com", "όσο.gr",  # with accents
    "οοο.com", "ΝΑΥ.gr", "սոս.am", "օօօ.org", "ⲟⲣ.com", "اه.com", "סוס.com",  # Greek, Armenian, Coptic, Arabic, Hebrew
    "ᎪᏢᏢᏞᎬ.com", "ꮪꮮ.com", "ꓮꓑꓑꓡꓰ.com", "ᏎᏞ.com",  # capitals of Cherokee and Lisu
    "ɡoogle.com", "ɡöögle.com",  # Latin of phonetics
    "goノgle.com", "goンgle.com", "goソgle.com", "goゾgle.com", "microーsoft.com", "go丶gle.com", "go一gle.com",
    "go丿gle.com", "go丨gle.com", "goノノgle.com", "goー・glア.com", "goㄧglㄅ.tw", "go〇gle.com",  # strokes
    "bank1ノ2login.com", "bank-ノ-login.com", "góノgle.com", "labs.goノgle.com", "GOノGLE.COM",
)  # fmt: skip
NOT_REVIEWED = (
    "lg전자.com", "삼성sds.co.kr", "abc株式会社.jp", "SONYショップ.jp", "abcノート.jp", "abcソース.jp",
    "スーパーabc.jp", "ビタミンb6.jp", "カー24.jp", "jフロント.jp", "一.com", "abc一下.cn", "abcㄅㄆ.tw", "abc中ㄅ.tw",
    "ノート.jp", "яндекс.рф", "ооо.рф", "аррӏе.рф", "ерис.com", "кот.com", "ёлка.com", "αθήνα.gr", "հայ.am", "مصر.com",
    "中国.com", "kırmızı.com.tr", "þór.is", "müller.de", "łódź.pl", "søren.dk", "œuvre.fr", "đạihọc.vn",
    "col·lecció.cat", "example2.com", "l33t-0o1.com",
)  # fmt: skip


MIXED = ("аpple", "αlpha", "exámplе", "gооgle", "ɡооɡle", "ab한ノ", "עברiת", "aあ한", "aㄅあ", "αж", "Ꭺꓮ")


@pytest.mark.parametrize("domain", REVIEWED)
def test_label_that_reads_as_latin_is_reviewed(domain: str) -> None:
    assert RULES.parse(domain).always_reviewed


@pytest.mark.parametrize("domain", NOT_REVIEWED)
def test_name_that_languages_write_needs_no_review(domain: str) -> None:
    assert not RULES.parse(domain).always_reviewed


@pytest.mark.parametrize("label", MIXED)
def test_scripts_of_no_common_language_are_still_refused(label: str) -> None:
    assert mixes_scripts(label)


@pytest.mark.parametrize("character", sorted(LOOK_ALIKES))
def test_look_alike_is_a_letter_or_digit_that_a_label_may_hold(character: str) -> None:
    assert not character.isascii()
    assert idna.uts46_remap(character, std3_rules=False) == character
    assert unicodedata.category(character)[0] in "LNMC"
    assert looks_like_latin(character)


@pytest.mark.parametrize("character", sorted(LOOK_ALIKES))
def test_name_of_look_alikes_is_reviewed_or_refused_under_a_latin_suffix_alone(character: str) -> None:
    try:
        reviewed = RULES.parse(f"{character}{character}.com").always_reviewed
        elsewhere = RULES.parse(f"{character}{character}.рф").always_reviewed
    except Invalid:
        return
    assert (reviewed, elsewhere) == (True, False)


@given(
    st.text(st.sampled_from("abcxyz0189-"), min_size=1),
    st.text(st.sampled_from(sorted(LOOK_ALIKES)), min_size=1),
    st.text(st.characters(min_codepoint=0x300, max_codepoint=0x36F)),
)
def test_look_alikes_beside_ascii_are_noticed_and_ascii_alone_never(ascii_part: str, others: str, accents: str) -> None:
    assert looks_like_latin(ascii_part + others + accents)
    assert not looks_like_latin(ascii_part + accents)
