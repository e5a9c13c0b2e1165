"""Joiners are kept where a script writes them and within emoji; all others are dropped, none is refused."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from idna.idnadata import joining_types

from chalicelib.domain.text import account_name, link_free_note, note, reason
from chalicelib.domain.text.joiners import SCRIPTS_WITH_JOINERS, without_idle_joiners

# Scripts with a sign of combining class 9 that readers see, and no joiners.
WITHOUT = ("THAI ", "LAO ", "TIFINAGH ")
VIRAMA = 9
# The version of Unicode that a script came with, where a Python that is supported has an older one.
SINCE = {"GURUNG KHEMA ": "16", "KAWI ": "15", "TULU-TIGALARI ": "16"}

KEPT = {
    "Persian": "این درخواست را نمی\u200cپذیرم",
    "Persian, two words in one": "شرکت نرم\u200cافزاری تهران",
    "Persian, behind a letter that joins on its right only": "بازار\u200cها",
    "Sinhala": "ශ්\u200dරී ලංකා විශ්වවිද්\u200dයාලය",
    "Bengali, before a virama": "র\u200d্যাব",
    "Bengali, behind a virama": "উদ্\u200cঘাটন",
    "Hindi": "राष्\u200dट्रीय",
    "Marathi": "दर्\u200dया",
    "Kannada": "ರಾಜ್\u200cಕುಮಾರ್",
    "Malayalam before Unicode 5.1, in a word": "ന്\u200dമ",
    "Malayalam before Unicode 5.1, at its end": "അവന്\u200d",
    "Khmer": "ស\u200cុី",
    "Syriac": "ܫܠ\u200cܡܐ",
    "NKo": "ߒߞ\u200dߏ",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ\u180eᠠ",
    "Urdu": "علی\u200cگڑھ",
    "vowel signs": "کتابِ\u200cها",
    "profession": "Merci 👨\u200d💻",
    "family": "👨\u200d👩\u200d👧\u200d👦",
    "skin": "🧑🏻\u200d❤\ufe0f\u200d💋\u200d🧑🏼",
    "flag": "🏳\ufe0f\u200d🌈",
    "arrow": "🙂\u200d↔\ufe0f",
    "of a later Unicode than this Python's": "\U0001fae9\u200d\U0001fadc",
}
DROPPED = {
    "between Latin letters": ("Ac\u200dme", "Acme"),
    "between Cyrillic letters": ("Га\u200cзпром", "Газпром"),
    "between Hebrew letters": ("או\u200dר", "אור"),
    "between Thai letters": ("กรุง\u200cเทพ", "กรุงเทพ"),
    "between Han characters": ("中\u200d国", "中国"),
    "between digits": ("1\u200d2", "12"),
    "doubled at the end": ("نرم\u200c\u200c", "نرم"),
    "doubled": ("نرم\u200c\u200cافزار", "نرم\u200cافزار"),
    "of two kinds": ("نرم\u200c\u200d\u200cافزار", "نرم\u200cافزار"),
    "at the beginning": ("\u200cنرم", "نرم"),
    "at the end of a word": ("نرم\u200c افزار", "نرم افزار"),
    "before punctuation": ("نرم\u200c.", "نرم."),
    "between two scripts": ("PDF\u200cها", "PDFها"),
    "at the end of Sinhala": ("ශ්\u200d", "ශ්"),
    "behind an emoji": ("Merci 👨\u200d", "Merci 👨"),
    "between an emoji and a letter": ("👨\u200da", "👨a"),
    "that separates within an emoji": ("👨\u200c💻", "👨💻"),
    "Mongolian separator elsewhere": ("Ac\u180eme", "Acme"),
    "apart by a soft hyphen": ("نرم\u200c\u00ad\u200cافزار", "نرم\u200cافزار"),
}


@pytest.mark.parametrize("typed", KEPT.values(), ids=KEPT)
def test_joiner_of_a_script_or_emoji_is_kept_in_every_field(typed: str) -> None:
    for parse in (account_name, note, reason, link_free_note):
        assert parse(typed) == unicodedata.normalize("NFC", typed)


@pytest.mark.parametrize(("typed", "kept"), DROPPED.values(), ids=DROPPED)
def test_joiner_that_nobody_sees_is_dropped_in_every_field(typed: str, kept: str) -> None:
    for parse in (account_name, note, reason, link_free_note):
        assert parse(typed) == kept


def test_scripts_are_those_whose_letters_join_or_have_a_virama() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    joining = {chr(code) for kind in "DRL" for span in joining_types[kind] for code in range(span >> 32, span % 2**32)}
    named = [unicodedata.name(char) for char in every if unicodedata.combining(char) == VIRAMA] + [
        unicodedata.name(char) for char in joining if unicodedata.category(char)[0] == "L"
    ]
    derived = {name for name in named if not name.startswith(WITHOUT)}
    assert [name for name in derived if not name.startswith(SCRIPTS_WITH_JOINERS)] == []
    known = [script for script in SCRIPTS_WITH_JOINERS if SINCE.get(script, "") <= unicodedata.unidata_version]
    assert [script for script in known if not any(name.startswith(script) for name in derived)] == []


@given(st.text(st.sampled_from("aنমক্১ᠠ👨🏻❤💻ന് \n\u200c\u200d\u180e\ufe0f"), max_size=20))
def test_dropping_joiners_is_idempotent_and_drops_nothing_else(text: str) -> None:
    once = without_idle_joiners(text)
    assert without_idle_joiners(once) == once
    assert once.translate(dict.fromkeys(map(ord, "\u200c\u200d\u180e"))) == text.translate(
        dict.fromkeys(map(ord, "\u200c\u200d\u180e"))
    )
