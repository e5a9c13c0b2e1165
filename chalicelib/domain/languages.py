"""The supported languages. A new language needs one row here and a catalogue."""

from collections.abc import Mapping

from chalicelib.domain.errors import FieldCode, Invalid

# Codes with the names that their own readers use.
LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "fr": "Français",
}
# The language of the texts in the code, and of people whose language is unknown.
DEFAULT_LANGUAGE = "en"


def language(text: str) -> str:
    """Return the code if it is that of a supported language. Raises `Invalid`."""
    if text not in LANGUAGES:
        raise Invalid(FieldCode.NOT_ONE_OF, choices=", ".join(LANGUAGES))
    return text
