"""Every role is explained where it is chosen."""

import pytest

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.rendering.pages.role_descriptions import meaning


@pytest.mark.parametrize("role", AccessRole)
def test_every_role_description_is_translated(role: AccessRole) -> None:
    assert meaning(role, "en") != meaning(role, "fr")


def test_role_descriptions_are_distinct() -> None:
    assert len({meaning(role, "en") for role in AccessRole}) == len(AccessRole)
