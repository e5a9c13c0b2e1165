"""Every version of the authority statement in a decision has a text in every language."""

from itertools import product

from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.domain.requests.approval import AUTHORITY_STATEMENT
from chalicelib.rendering.pages.authority import STATEMENTS, statement
from infra.catalogues import TRANSLATED


def test_every_authority_statement_has_a_text_in_both_languages() -> None:
    assert AUTHORITY_STATEMENT in STATEMENTS
    for version, language in product(STATEMENTS, TRANSLATED):
        assert statement(version, language) != statement(version, DEFAULT_LANGUAGE)
