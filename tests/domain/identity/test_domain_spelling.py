"""Malformed domain names, and names that resemble another one."""

import pytest

from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.identity.confusables import mixes_scripts
from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.identity.public_suffixes import bundled_suffixes

RULES = DomainRules(bundled_suffixes(), example_domains=False)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", ".", "..", "https://", "https:///example.com", ".example.com", "example..com",
        "example.com..", "exa mple.com", "exa_mple.com", "-example.com", "example-.com",
        "*.example.com", "example.com, b.com", "it@univ.edu", "https://user:secret@example.com/",
        "https://example.com\\@evil.com", "example.com:http", "example.com:123456",
        "https:example.com", "a:b:c", "[example]", "ex%61mple.com",
        "r3---sn.example.com", "xn--zzzzzzzzz9.com", "xn--.com", "i❤.ws", "ex\u202eample.com",
        "ex\x00ample.com", "example℀.com", "example／x.com", "\ud800.com", "a" * 64 + ".com",
        "a." * 130 + "com", "a." * 9000 + "com",
    ],
)  # fmt: skip
def test_invalid_host_name_is_malformed(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        RULES.parse(text)
    assert refusal.value.code is Problem.DOMAIN_MALFORMED


@pytest.mark.parametrize(
    "text",
    [
        "gооgle.com",
        "https://www.gооgle.com/",
        "shop.pаypal.com",
        "example.сom",
        "αcme.com",
        "かabㄅ.jp",
        "かな한국.jp",
        "ㄅカ.tw",
        "אa.com",
        "g୦୦gle.com",
        "xn--ggle-55da.com",
    ],
)
def test_label_of_mixed_scripts_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        RULES.parse(text)
    assert refusal.value.code is Problem.DOMAIN_MIXED_SCRIPT


@pytest.mark.parametrize(
    "text",
    [
        "пример.com",
        "shop.пример.com",
        "日本語カナ.jp",
        "日本のコーヒー.jp",
        "々木.jp",
        "한국漢.kr",
        "ㄅ漢.tw",
        "3м-2.рф",
        "col·lecció.cat",
        "tiếng-việt.vn",
        "विद्यालय.com",
        "पाठ१.com",
        "ایران۱.com",
        "مثال٣.com",
        "عربي.com",
    ],
)
def test_label_in_one_writing_system_is_accepted(text: str) -> None:
    assert RULES.parse(text).display == text


@pytest.mark.parametrize(
    ("label", "mixed"),
    [
        ("example-123", False),
        ("cafe\u0301", False),
        ("\u0301а\u0308", False),
        ("漢かナー", False),
        ("漢ㄅ", False),
        ("漢한", False),
        ("かㄅ", True),
        ("漢a", False),
        ("a漢かナ", False),
        ("a한", False),
        ("aㄅ", False),
        ("a한カ", True),
        ("aа", True),
        ("a\u0378", True),
        ("", False),
    ],
)
def test_scripts_may_mix_only_when_one_language_uses_them_together(label: str, mixed: bool) -> None:
    assert mixes_scripts(label) is mixed
