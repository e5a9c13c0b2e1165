"""Fold the words of a text: initials, connectives, Saint, legal forms in brackets, apostrophes, scripts."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from itertools import groupby

from chalicelib.domain.folding.characters import NON_JOINER, plain
from chalicelib.domain.folding.scripts import is_dense, parts_of, script_of
from chalicelib.domain.patterns import pattern

_APOSTROPHE = "['`\u2018\u2019\u201b\u2032\u2035\u02b9\u02bb-\u02bf\u02c8\u055a\u05f3\ua78b\ua78c]"
# An elided article is a word of its own: "orleans" finds "Université d'Orléans". All other apostrophes are
# dropped: "kings" finds "King's College", "xian" finds "Xi'an".
_ELISION = pattern(rf"\b(d|l|(?:a|da|de|ne|su)ll){_APOSTROPHE}")
# In Hebrew, a quotation mark before the last letter marks an abbreviation.
_IN_WORD = pattern(rf"{_APOSTROPHE}|(?<=[\u05d0-\u05ea])[\"\u05f4](?=[\u05d0-\u05ea])")
_PUNCTUATION = pattern(r"(?:[^\w ]|_)+")
# Legal forms and kinds of bodies that are abbreviated in brackets, before a name or after it.
BRACKETED = {
    "株": "株式会社",
    "有": "有限会社",
    "同": "合同会社",
    "名": "合名会社",
    "資": "合資会社",
    "社": "社団法人",
    "財": "財団法人",
    "医": "医療法人",
    "学": "学校法人",
    "宗": "宗教法人",
    "福": "社会福祉法人",
    "주": "주식회사",
    "유": "유한회사",
    "사": "사단법인",
    "재": "재단법인",
}
_IN_BRACKETS = pattern(r"\((\w)\)")
# "Marks & Spencer" is "Marks and Spencer", and "Marks Spencer". Those of one letter may be initials as well: they go
# only from between two words.
_CONNECTIVES = frozenset({"and", "et", "und", "och", "og", "en", "ve", "και", "та"})
_CONNECTIVE_LETTERS = frozenset({"y", "e", "и"})
ABBREVIATIONS = {"st": "saint", "sankt": "saint", "sint": "saint", "ste": "sainte"}
# Letters with two spellings in ASCII: accents are dropped, or they are written out as their readers do.
_WRITTEN_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa", "Ø": "Oe"}
)
_INNER_DOT = pattern(r"(?<=[^\W_])\.(?=[^\W_])")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})
_ARTICLE = pattern(rf"\b((?:d|l|(?:a|da|de|ne|su)ll)){_APOSTROPHE}", re.IGNORECASE)


@cache
def _abbreviated() -> Mapping[str, str]:
    """Return what the abbreviations in brackets stand for, as they are compared."""
    return {plain(short): plain(long) for short, long in BRACKETED.items()}


def fold(text: str) -> str:
    """Return the words of the text, joined by spaces; for a text without letters and digits, whatever is seen of it.

    No space stands between two words of a script that is written without: readers do not agree where words end.
    """
    return joined(words(text)) or _seen(plain(text)) or _seen(text)


def words(text: str) -> list[str]:
    """Return the words of the text as search compares them."""
    found = typed_words(text)
    while (settled := _settled(found)) != found:
        found = settled
    return found


def typed_words(text: str) -> list[str]:
    """Return the words of the text with none joined, dropped or replaced: runs of letters, digits and their marks."""
    spelled = _IN_WORD.sub("", _ELISION.sub(r"\1 ", plain(text)))
    if not spelled.isascii():
        spelled = _IN_BRACKETS.sub(lambda match: _abbreviated().get(match[1], match[0]), spelled)
    runs = _PUNCTUATION.sub(_marks_and_spaces, spelled).split()
    return runs if spelled.isascii() else [part for run in runs for part in parts_of(run)]


def joined(found: list[str]) -> str:
    """Return words as one text."""
    text = " ".join(found)
    if text.isascii():
        return text
    return " ".join("".join(run) for run in _runs(found))


def other_spelling(text: str) -> str:
    """Return the text as it is also typed: `written_out`, and no word ended by a full stop, article or joiner in it.

    It is the text itself if there is no other spelling.
    """
    return _ARTICLE.sub(r"\1", _INNER_DOT.sub("", written_out(text).replace(NON_JOINER, "")))


def written_out(text: str) -> str:
    """Return the text with letters written out that ASCII lacks, as their readers do: ü as ue."""
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_WRITTEN_OUT)


def _settled(found: list[str]) -> list[str]:
    """Join letters that stand alone, write abbreviations out, and drop connectives unless nothing else is left."""
    joined_letters = [word for run in _initials(found) for word in run]
    replaced = [ABBREVIATIONS.get(word, word) for word in joined_letters]
    kept = [word for word in replaced if word not in _CONNECTIVES] or replaced
    last = len(kept) - 1
    return [word for place, word in enumerate(kept) if word not in _CONNECTIVE_LETTERS or place in (0, last)]


def _initials(found: list[str]) -> list[list[str]]:
    """Return the words in runs, letters of one script joined to a word: "J. P. Morgan" is "JP Morgan"."""
    runs = [(script, list(run)) for script, run in groupby(found, key=_script_of_letter)]
    return [["".join(run)] if script else run for script, run in runs]


def _script_of_letter(word: str) -> str:
    """Return the script of a letter that stands alone; an empty text for every other word."""
    return script_of(word) if len(word) == 1 and word.isalpha() and not is_dense(word) else ""


def _runs(found: list[str]) -> list[list[str]]:
    """Return words in runs that have no space between them."""
    runs: list[list[str]] = []
    for word in found:
        if runs and is_dense(word) and is_dense(runs[-1][-1]) and script_of(word[0]) == script_of(runs[-1][-1][0]):
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _seen(text: str) -> str:
    """Return the text without blanks and controls; what Unicode does not know yet, or leaves to its users, is seen."""
    return "".join(char for char in text if unicodedata.category(char) not in _UNSEEN)


def _marks_and_spaces(match: re.Match[str]) -> str:
    # `\w` does not match the vowel signs of many scripts, so marks are kept here.
    return "".join(char if unicodedata.category(char)[0] == "M" else " " for char in match[0])
