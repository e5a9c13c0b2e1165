"""Every role is explained where it is chosen."""

import pytest

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.rendering.pages.role_descriptions import meaning
from infra.catalogues import TRANSLATED


@pytest.mark.parametrize("role", AccessRole)
def test_every_role_description_is_translated(role: AccessRole) -> None:
    for language in TRANSLATED:
        assert meaning(role, language) != meaning(role, DEFAULT_LANGUAGE)


def test_role_descriptions_are_distinct() -> None:
    assert len({meaning(role, "en") for role in AccessRole}) == len(AccessRole)
