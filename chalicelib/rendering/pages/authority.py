"""The statement that an approver confirms; every version that a stored decision may name is kept here."""

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
