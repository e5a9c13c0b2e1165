"""How far the choice of a Virtual Account administrator may differ from what was asked."""

from dataclasses import replace

import pytest

from chalicelib.domain.access.ask import MOST_VIRTUAL_ACCOUNTS
from chalicelib.domain.access.decide import MOST_DECIDING_GRANTS, Choice, approve
from chalicelib.domain.accounts.account import AccessRole, Grant, GrantOrigin
from chalicelib.domain.accounts.rights import Access, Rights
from chalicelib.domain.errors import FieldCode, Refused
from tests.domain.requests import stories
from tests.domain.requests.stories import START

PARTS = {f"part-{number}": f"Part {number}" for number in range(2 * MOST_VIRTUAL_ACCOUNTS)}
IDS = tuple(PARTS)
# As many others as leave the decision in one transaction.
OTHERS = MOST_DECIDING_GRANTS - MOST_VIRTUAL_ACCOUNTS
ASKED = Access(AccessRole.VIRTUAL_ACCOUNT_USER, IDS[:MOST_VIRTUAL_ACCOUNTS])
ADMIN = AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR
ON_EACH_PART = [
    Grant(f"on-{part}", stories.ACCOUNT.account_id, "a@univ.example", ADMIN, GrantOrigin.IMPORT, START, part)
    for part in IDS
]
ON_ACCOUNT = replace(ON_EACH_PART[0], role=AccessRole.SMART_ACCOUNT_ADMINISTRATOR, virtual_account_id=None)


def given(grants: list[Grant], chosen: tuple[str, ...]) -> int:
    """How many roles come of it."""
    request = replace(stories.access_asked().request, asked=ASKED)
    rights = Rights.of(grants, stories.ACCOUNT.account_id)
    choice = Choice(virtual_account_ids=chosen)
    return len(approve(request, stories.ADMINISTRATOR, rights, choice, PARTS, START).grants)


def test_a_virtual_account_administrator_may_choose_a_few_others() -> None:
    assert given(ON_EACH_PART, IDS[OTHERS : MOST_VIRTUAL_ACCOUNTS + OTHERS]) == MOST_VIRTUAL_ACCOUNTS
    assert given(ON_EACH_PART, IDS[-OTHERS:]) == OTHERS


@pytest.mark.parametrize("chosen", [IDS[-OTHERS - 1 :], IDS[-MOST_VIRTUAL_ACCOUNTS:]], ids=len)
def test_with_too_many_others_the_limit_is_named(chosen: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as refused:
        given(ON_EACH_PART, chosen)
    (fault,) = refused.value.errors
    assert (fault.pointer, fault.code, fault.facts) == ("/virtual_account_ids", FieldCode.TOO_MANY, {"limit": OTHERS})


def test_an_accounts_administrator_may_choose_all_others() -> None:
    assert given([ON_ACCOUNT], IDS[-MOST_VIRTUAL_ACCOUNTS:]) == MOST_VIRTUAL_ACCOUNTS
