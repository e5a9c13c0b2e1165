"""Joiners that a reader sees: those that a script writes between its letters, and those within an emoji.

U+200C and U+200D change the shape of the letters beside them, U+180E that of a Mongolian vowel. Anywhere else they only
make two texts differ that look the same.
"""

import re
import unicodedata
from functools import lru_cache

from chalicelib.domain.patterns import pattern

JOINERS = "\u180e\u200c\u200d"
_ZERO_WIDTH_JOINER = "\u200d"
_MONGOLIAN_VOWEL_SEPARATOR = "\u180e"
_RUN = pattern(f"[{JOINERS}]+")

# How the Unicode names of their letters begin: scripts whose letters join (UAX 44, Joining_Type), and scripts with a
# virama, which stacks letters (canonical combining class 9). Thai, Lao and Tifinagh have such a sign and no joiners.
SCRIPTS_WITH_JOINERS = tuple(
    f"{script} "
    for script in (
        "ADLAM", "AHOM", "ARABIC", "BALINESE", "BATAK", "BENGALI", "BHAIKSUKI", "BRAHMI", "CHAKMA", "CHORASMIAN",
        "DEVANAGARI", "DIVES AKURU", "DOGRA", "GRANTHA", "GUJARATI", "GUNJALA GONDI", "GURMUKHI", "GURUNG KHEMA",
        "HANIFI ROHINGYA", "HANUNOO", "JAVANESE", "KAITHI", "KANNADA", "KAWI", "KHAROSHTHI", "KHMER", "KHOJKI",
        "KHUDAWADI", "MALAYALAM", "MANDAIC", "MANICHAEAN", "MASARAM GONDI", "MEETEI MAYEK", "MODI", "MONGOLIAN",
        "MYANMAR", "NANDINAGARI", "NEWA", "NKO", "OLD UYGHUR", "ORIYA", "PHAGS-PA", "PSALTER PAHLAVI", "REJANG",
        "SAURASHTRA", "SHARADA", "SIDDHAM", "SINHALA", "SOGDIAN", "SOYOMBO", "SUNDANESE", "SYLOTI NAGRI", "SYRIAC",
        "TAGALOG", "TAI THAM", "TAKRI", "TAMIL", "TELUGU", "TIBETAN", "TIRHUTA", "TULU-TIGALARI", "ZANABAZAR SQUARE",
    )
)  # fmt: skip
# Malayalam letters at the end of a syllable, as they were spelt before Unicode 5.1: here a joiner may end a word.
_CHILLU = pattern("[\u0d15\u0d23\u0d28\u0d30\u0d32\u0d33]\u0d4d$")

# Extended_Pictographic (UTS 51), with the code points that are reserved for emoji of later versions of Unicode.
_PICTOGRAPH = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u2388\u23cf\u23e9-\u23f3"
    "\u23f8-\u23fa\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2605\u2607-\u2612\u2614-\u2685\u2690-\u2705"
    "\u2708-\u2712\u2714\u2716\u271d\u2721\u2728\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763-\u2767"
    "\u2795-\u2797\u27a1\u27b0\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff\U0001fc00-\U0001fffd"
)
_ENDS_IN_EMOJI = pattern(f"[{_PICTOGRAPH}][\ufe0f\U0001f3fb-\U0001f3ff]?$")
_BEGINS_WITH_EMOJI = pattern(f"[{_PICTOGRAPH}]")
# What _ENDS_IN_EMOJI and _CHILLU look at.
_LOOK_BACK = 2


def without_idle_joiners(text: str) -> str:
    """Keep joiners that a reader sees, one at each place; drop all others."""
    return _RUN.sub(_kept, text)


def _kept(run: re.Match[str]) -> str:
    text, joiner = run.string, run[0][0]
    before, after = text[max(0, run.start() - _LOOK_BACK) : run.start()], text[run.end() : run.end() + 1]
    return joiner if _joins_letters(before[-1:], joiner, after) or _is_spelling(before, joiner, after) else ""


def _joins_letters(before: str, joiner: str, after: str) -> bool:
    script = _script(before)
    if joiner == _MONGOLIAN_VOWEL_SEPARATOR and script != "MONGOLIAN ":
        return False
    return bool(script) and script == _script(after)


def _is_spelling(before: str, joiner: str, after: str) -> bool:
    """Whether the joiner belongs to an emoji, or ends a Malayalam letter."""
    if joiner != _ZERO_WIDTH_JOINER:
        return False
    is_emoji = _ENDS_IN_EMOJI.search(before) and _BEGINS_WITH_EMOJI.match(after)
    return bool(is_emoji or _CHILLU.search(before))


@lru_cache(maxsize=2048)
def _script(character: str) -> str:
    """Return the script with joiners of a letter or mark; an empty text for everything else."""
    if not character or unicodedata.category(character)[0] not in "LM":
        return ""
    name = unicodedata.name(character, "")
    return next((script for script in SCRIPTS_WITH_JOINERS if name.startswith(script)), "")
