"""The statement that whoever approves ticks; every version that a decision may name keeps its words here."""

from collections.abc import Mapping

from chalicelib.rendering.languages import msgid, translator

STATEMENTS: Mapping[str, str] = {
    "2026-11": msgid(
        "I am authorised to decide this for my organisation, and I agree that a Smart Account is created for it"
        " and that I become its first administrator."
    ),
}


def statement(version: str, language: str) -> str:
    """The words of that version."""
    return translator(language).gettext(STATEMENTS[version])
