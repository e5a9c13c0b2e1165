"""Rights in general: nobody gives what is not theirs to give, and no account loses its last administrator."""

from contextlib import suppress
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.access.decide import Choice, approve
from chalicelib.domain.access.roles import with_new_administrators, without_role
from chalicelib.domain.accounts.account import (
    ACCOUNT_ROLES,
    VIRTUAL_ACCOUNT_ROLES,
    AccessRole,
    Grant,
    GrantOrigin,
    VirtualAccount,
    Visibility,
)
from chalicelib.domain.accounts.administration import visible_virtual_accounts
from chalicelib.domain.accounts.rights import INCLUDED, Access, Rights
from chalicelib.domain.errors import Refused
from tests.domain.requests import stories
from tests.domain.requests.stories import PARTS, START

ADMIN = AccessRole.SMART_ACCOUNT_ADMINISTRATOR
PART_IDS = tuple(PARTS)
EMAILS = ("a@univ.example", "b@univ.example", "c@univ.example")


def grant(role: AccessRole, part: str | None, email: str = EMAILS[0], grant_id: str = "g") -> Grant:
    """A role on the account of the stories."""
    account_id = stories.ACCOUNT.account_id
    return Grant(grant_id, account_id, email, role, GrantOrigin.IMPORT, START, part)


def part(part_id: str, parent_id: str | None, visibility: Visibility) -> VirtualAccount:
    """One of three that hang from one another."""
    return VirtualAccount(part_id, stories.ACCOUNT.account_id, part_id, START, False, visibility, parent_id)


TREE = [
    part("part-1", None, Visibility.RESTRICTED),
    part("part-2", "part-1", Visibility.RESTRICTED),
    part("part-3", "part-2", Visibility.UNRESTRICTED),
]

on_account = st.builds(grant, st.sampled_from(ACCOUNT_ROLES), st.none())
on_virtual_accounts = st.builds(grant, st.sampled_from(VIRTUAL_ACCOUNT_ROLES), st.sampled_from(PART_IDS))
rights = st.lists(on_account | on_virtual_accounts, max_size=4).map(
    lambda all_: Rights.of(all_, stories.ACCOUNT.account_id)
)
choices = st.builds(
    Choice,
    st.none() | st.sampled_from(["account", "virtual_accounts", "all"]),
    st.none() | st.sampled_from([*(role.value for role in AccessRole), "emperor"]),
    st.none() | st.lists(st.sampled_from([*PART_IDS, "elsewhere"]), max_size=3).map(tuple),
)


@given(rights, choices)
def test_whatever_a_decider_chooses_they_give_only_what_is_theirs(own: Rights, choice: Choice) -> None:
    request = stories.access_asked().request
    with suppress(Refused):
        decided = approve(request, stories.ADMINISTRATOR, own, choice, PARTS, START).request.decision
        assert decided is not None
        assert decided.granted is not None
        assert own.may_give(decided.granted)
        assert own.may_give(request.asked)
        of_parts = bool(decided.granted.virtual_account_ids)
        assert decided.granted.role in (VIRTUAL_ACCOUNT_ROLES if of_parts else ACCOUNT_ROLES)
        assert set(decided.granted.virtual_account_ids) <= set(PARTS)


@given(rights, st.sampled_from(AccessRole), st.sets(st.sampled_from(PART_IDS)))
def test_whoever_covers_an_access_covers_every_role_that_it_includes(
    own: Rights, role: AccessRole, parts: set[str]
) -> None:
    access = Access(role, tuple(parts))
    if own.covers(access):
        assert all(own.covers(replace(access, role=lower)) for lower in INCLUDED[role])


def test_what_a_role_includes_is_in_the_table_once_and_for_all() -> None:
    assert set(INCLUDED) == set(AccessRole)
    for role, included in INCLUDED.items():
        assert all(INCLUDED[one] <= included for one in included if one is not role)
        assert all(role not in INCLUDED[one] for one in included if one is not role)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(EMAILS)), max_size=12))
def test_no_account_ever_loses_its_last_administrator(steps: list[tuple[bool, str]]) -> None:
    present = [grant(ADMIN, None, "first@univ.example", "first")]
    account = with_new_administrators(replace(stories.ACCOUNT, administrators=()), present)
    for number, (giving, email) in enumerate(steps):
        if giving:
            present.append(grant(ADMIN, None, email, str(number)))
            account = with_new_administrators(account, present[-1:])
            continue
        going = next((one for one in present if one.email == email), present[0])
        with suppress(Refused):
            account = without_role(account, going, present)
            present.remove(going)
        assert {one.email for one in account.administrators} == {one.email for one in present}
        assert account.administrators


@given(rights)
def test_a_part_that_is_shown_hangs_from_one_that_is_shown(own: Rights) -> None:
    shown = visible_virtual_accounts(TREE, own)
    ids = {one.virtual_account_id for one in shown}
    assert all(one.parent_id is None or one.parent_id in ids for one in shown)
    assert all(own.sees(one) for one in shown)
