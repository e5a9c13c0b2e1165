"""Every version of the authority statement in a decision has a text in every language."""

from chalicelib.domain.requests.approval import AUTHORITY_STATEMENT
from chalicelib.rendering.pages.authority import STATEMENTS, statement


def test_every_authority_statement_has_a_text_in_both_languages() -> None:
    assert AUTHORITY_STATEMENT in STATEMENTS
    for version in STATEMENTS:
        assert statement(version, "en") != statement(version, "fr")
