"""Whatever name is kept is found again: as it was typed, as it is stored, and without its joiners."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import Invalid
from chalicelib.domain.folding import fold
from chalicelib.domain.text import account_name
from tests.domain.search.accounts import account, found

WITH_JOINERS = {
    "Persian": "شرکت نرم\u200cافزاری تهران",
    "Persian, a word of one-sided letters": "بازار\u200cها",
    "Urdu": "علی\u200cگڑھ",
    "Sinhala": "ශ්\u200dරී ලංකා විශ්වවිද්\u200dයාලය",
    "Bengali": "র\u200d্যাব",
    "Kannada": "ರಾಜ್\u200cಕುಮಾರ್",
    "Malayalam": "അവന്\u200d",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ\u180eᠠ",
    "Khmer": "ស\u200cុីភី",
    "emoji": "Café 👨\u200d💻",
}
WITHOUT = dict.fromkeys(map(ord, "\u180e\u200c\u200d"))
pieces = st.sampled_from(
    ["نرم\u200cافزار", "ශ්\u200dරී", "র\u200d্যাব", "ന്\u200d", "👨\u200d💻", "\u00ad", "\ufeff", " ", "Acme", "é", "İ"]
)
typed_names = st.lists(pieces | st.characters(codec="utf-8"), min_size=2, max_size=12).map("".join)


@pytest.mark.parametrize("name", WITH_JOINERS.values(), ids=WITH_JOINERS)
def test_name_is_found_with_and_without_its_joiners_whole_and_by_its_beginning(name: str) -> None:
    kept = account_name(name)
    directory = [account(kept)]
    for query in (name, name.translate(WITHOUT)):
        assert found(directory, query) == ["a1"]
        assert found([account(f"Institute {kept}")], query) == ["a1"]
    assert found(directory, name.split(maxsplit=1)[0].translate(WITHOUT)) == ["a1"]


@pytest.mark.parametrize("name", [WITH_JOINERS["Persian"], WITH_JOINERS["Urdu"]])
def test_word_that_persian_joins_is_found_as_two_words(name: str) -> None:
    assert found([account(account_name(name))], name.replace("\u200c", " ")) == ["a1"]


@pytest.mark.parametrize(("base", "today"), [("ണ", "ൺ"), ("ന", "ൻ"), ("ര", "ർ"), ("ല", "ൽ"), ("ള", "ൾ"), ("ക", "ൿ")])
def test_malayalam_letters_of_both_spellings_are_one(base: str, today: str) -> None:
    old = f"{base}\u0d4d\u200d"
    assert fold(f"അവ{old}") == fold(f"അവ{today}")
    assert fold(f"അവ{old}മ") == fold(f"അവ{today}മ")


@settings(max_examples=200)
@given(typed_names)
@example("\U0001f468\u200d\U0001f4bb.")
def test_name_that_is_kept_is_found_as_it_was_typed_and_as_it_is_stored(typed: str) -> None:
    try:
        kept = account_name(typed)
    except Invalid:
        return
    assert found([account(kept)], kept) == ["a1"]
    assert found([account(kept)], typed.replace("\x0b", " ")) == ["a1"]
    assert fold(kept) == fold(fold(kept)) != ""
