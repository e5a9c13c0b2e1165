"""Every version of the statement that a decision may name has words, in every language."""

from itertools import product

from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.domain.requests.approval import AUTHORITY_STATEMENT
from chalicelib.rendering.pages.authority import STATEMENTS, statement
from infra.catalogues import TRANSLATED


def test_todays_statement_has_words_in_both_languages() -> None:
    assert AUTHORITY_STATEMENT in STATEMENTS
    for version, language in product(STATEMENTS, TRANSLATED):
        assert statement(version, language) != statement(version, DEFAULT_LANGUAGE)
