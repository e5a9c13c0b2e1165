"""Every version of the statement that a decision may name has words, in every language."""

from chalicelib.domain.requests.approval import AUTHORITY_STATEMENT
from chalicelib.rendering.pages.authority import STATEMENTS, statement


def test_todays_statement_has_words_in_both_languages() -> None:
    assert AUTHORITY_STATEMENT in STATEMENTS
    for version in STATEMENTS:
        assert statement(version, "en") != statement(version, "fr")
