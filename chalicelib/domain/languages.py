"""The supported languages. A new language needs one row here and a catalogue."""

from collections.abc import Mapping

from chalicelib.domain.errors import FieldCode, Invalid
from chalicelib.domain.patterns import pattern

# Codes with the names that their own readers use.
LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "fr": "Français",
}
# The language of the texts in the code, and of people whose language is unknown.
DEFAULT_LANGUAGE = "en"


# A tag of RFC 5646 with its case and separator as programs write them: `fr`, `fr-FR`, `fr_CA`.
_SUBTAGS = "(?:[-_][A-Za-z0-9]{1,8}){0,3}"
_TAG = pattern(f"([A-Za-z]{{2,3}}){_SUBTAGS}")
_CODES = "|".join("".join(f"[{letter}{letter.upper()}]" for letter in code) for code in LANGUAGES)
# For programs that check before they send: what `language` accepts, in Python and ECMA-262.
PATTERN = rf"^\s*(?:{_CODES}){_SUBTAGS}\s*$"


def language(text: str) -> str:
    """Return the code of the supported language that a tag begins with; the region is ignored. Raises `Invalid`."""
    tag = _TAG.fullmatch(text.strip())
    code = tag[1].lower() if tag else ""
    if code not in LANGUAGES:
        raise Invalid(FieldCode.NOT_ONE_OF, choices=", ".join(LANGUAGES))
    return code
