"""Parse names, notes and reasons: lengths, characters, web addresses."""

from chalicelib.domain.errors import FieldCode, Invalid
from chalicelib.domain.patterns import pattern
from chalicelib.domain.text.characters import INVISIBLE, MARKS_MAX, clean, refuse_deceiving
from chalicelib.domain.text.web_addresses import refuse_web_address

__all__ = ["MARKS_MAX", "account_name", "is_blank", "link_free_note", "note", "order_reference", "reason"]

NAME_MIN = 2
NAME_MAX = 200
NAME_MAX_WORDS = 30
NOTE_MAX = 1000
ORDER_REFERENCE_MAX = 64
# Input may be this many times longer than the stored text: NFC composes up to four characters into one, CR LF becomes
# one character, and invisible characters are dropped.
TYPED_PER_KEPT = 4

_VISIBLE = pattern(f"[^{INVISIBLE}]")


def account_name(text: str) -> str:
    """Return the name on one line, with white space trimmed and collapsed. Raises `Invalid`.

    Invisible characters do not count towards the minimum length. Words are separated by white space.
    """
    _refuse_longer(text, NAME_MAX, TYPED_PER_KEPT)
    line = clean(text)
    if len(_VISIBLE.findall(line)) < NAME_MIN:
        raise Invalid(FieldCode.TOO_SHORT, limit=NAME_MIN)
    refuse_deceiving(line)
    words = line.split()
    name = " ".join(words)
    _refuse_longer(name, NAME_MAX)
    if len(words) > NAME_MAX_WORDS:
        raise Invalid(FieldCode.TOO_MANY_WORDS, limit=NAME_MAX_WORDS)
    refuse_web_address(name)
    return name


def order_reference(text: str) -> str:
    """Return the reference on one line, with white space trimmed and collapsed; may be empty. Raises `Invalid`."""
    _refuse_longer(text, ORDER_REFERENCE_MAX, TYPED_PER_KEPT)
    line = "" if is_blank(text) else clean(text)
    refuse_deceiving(line)
    reference = " ".join(line.split())
    _refuse_longer(reference, ORDER_REFERENCE_MAX)
    return reference


def note(text: str, limit: int = NOTE_MAX) -> str:
    """Return trimmed text of several lines, line ends as LF and tabs as spaces; may be empty. Raises `Invalid`."""
    _refuse_longer(text, limit, TYPED_PER_KEPT)
    typed = clean(text)
    refuse_deceiving(typed)
    lines = typed.strip()
    _refuse_longer(lines, limit)
    return lines


def reason(text: str) -> str:
    """Return the reason as a `note`, empty if the text is blank or invisible. Raises `Invalid`."""
    _refuse_longer(text, NOTE_MAX, TYPED_PER_KEPT)
    return "" if is_blank(text) else note(text)


def link_free_note(text: str, limit: int = NOTE_MAX) -> str:
    """Return a `note` that will be mailed to other people, so it may not contain a web address. Raises `Invalid`."""
    lines = note(text, limit)
    refuse_web_address(lines)
    return lines


def is_blank(text: str) -> bool:
    """Whether the text has no visible character."""
    return not _VISIBLE.search(text)


def _refuse_longer(text: str, limit: int, times: int = 1) -> None:
    if len(text) > times * limit:
        raise Invalid(FieldCode.TOO_LONG, limit=limit)
