"""Every role is explained where it is chosen."""

import pytest

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.rendering.pages.role_descriptions import meaning
from infra.catalogues import TRANSLATED


@pytest.mark.parametrize("role", AccessRole)
def test_every_role_says_in_every_language_what_it_lets_people_do(role: AccessRole) -> None:
    for language in TRANSLATED:
        assert meaning(role, language) != meaning(role, DEFAULT_LANGUAGE)


def test_no_two_roles_are_said_to_do_the_same() -> None:
    assert len({meaning(role, "en") for role in AccessRole}) == len(AccessRole)
