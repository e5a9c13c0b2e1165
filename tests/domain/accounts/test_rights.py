"""Rights in general: nobody grants more than their own right, and no account loses its last administrator."""

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
from tests.domain.requests.stories import START, VIRTUAL_ACCOUNTS

ADMIN = AccessRole.SMART_ACCOUNT_ADMINISTRATOR
VIRTUAL_ACCOUNT_IDS = tuple(VIRTUAL_ACCOUNTS)
EMAILS = ("a@univ.example", "b@univ.example", "c@univ.example")


def grant(role: AccessRole, virtual_account: str | None, email: str = EMAILS[0], grant_id: str = "g") -> Grant:
    """Return a role on the account of the stories."""
    account_id = stories.ACCOUNT.account_id
    return Grant(grant_id, account_id, email, role, GrantOrigin.IMPORT, START, virtual_account)


def virtual_account(virtual_account_id: str, parent_id: str | None, visibility: Visibility) -> VirtualAccount:
    """Return a Virtual Account of a nested tree."""
    return VirtualAccount(
        virtual_account_id, stories.ACCOUNT.account_id, virtual_account_id, START, False, visibility, parent_id
    )


TREE = [
    virtual_account("part-1", None, Visibility.RESTRICTED),
    virtual_account("part-2", "part-1", Visibility.RESTRICTED),
    virtual_account("part-3", "part-2", Visibility.UNRESTRICTED),
]

on_account = st.builds(grant, st.sampled_from(ACCOUNT_ROLES), st.none())
on_virtual_accounts = st.builds(grant, st.sampled_from(VIRTUAL_ACCOUNT_ROLES), st.sampled_from(VIRTUAL_ACCOUNT_IDS))
rights = st.lists(on_account | on_virtual_accounts, max_size=4).map(
    lambda all_: Rights.of(all_, stories.ACCOUNT.account_id)
)
choices = st.builds(
    Choice,
    st.none() | st.sampled_from(["account", "virtual_accounts", "all"]),
    st.none() | st.sampled_from([*(role.value for role in AccessRole), "emperor"]),
    st.none() | st.lists(st.sampled_from([*VIRTUAL_ACCOUNT_IDS, "elsewhere"]), max_size=3).map(tuple),
)


@given(rights, choices)
def test_decider_can_grant_only_within_their_own_right(own: Rights, choice: Choice) -> None:
    request = stories.access_asked().request
    with suppress(Refused):
        decided = approve(request, stories.ADMINISTRATOR, own, choice, VIRTUAL_ACCOUNTS, START).request.decision
        assert decided is not None
        assert decided.granted is not None
        assert own.may_give(decided.granted)
        assert own.may_give(request.asked)
        on_some_virtual_accounts = bool(decided.granted.virtual_account_ids)
        assert decided.granted.role in (VIRTUAL_ACCOUNT_ROLES if on_some_virtual_accounts else ACCOUNT_ROLES)
        assert set(decided.granted.virtual_account_ids) <= set(VIRTUAL_ACCOUNTS)


@given(rights, st.sampled_from(AccessRole), st.sets(st.sampled_from(VIRTUAL_ACCOUNT_IDS)))
def test_right_that_covers_a_role_covers_every_included_role(
    own: Rights, role: AccessRole, virtual_account_ids: set[str]
) -> None:
    access = Access(role, tuple(virtual_account_ids))
    if own.covers(access):
        assert all(own.covers(replace(access, role=lower)) for lower in INCLUDED[role])


def test_included_roles_are_transitive_and_without_circles() -> None:
    assert set(INCLUDED) == set(AccessRole)
    for role, included in INCLUDED.items():
        assert all(INCLUDED[lower] <= included for lower in included if lower is not role)
        assert all(role not in INCLUDED[lower] for lower in included if lower is not role)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(EMAILS)), max_size=12))
def test_account_never_loses_its_last_administrator(steps: list[tuple[bool, str]]) -> None:
    present = [grant(ADMIN, None, "first@univ.example", "first")]
    account = with_new_administrators(replace(stories.ACCOUNT, administrators=()), present)
    for number, (giving, email) in enumerate(steps):
        if giving:
            present.append(grant(ADMIN, None, email, str(number)))
            account = with_new_administrators(account, present[-1:])
            continue
        removed = next((item for item in present if item.email == email), present[0])
        with suppress(Refused):
            account = without_role(account, removed, present)
            present.remove(removed)
        assert {item.email for item in account.administrators} == {item.email for item in present}
        assert account.administrators


@given(rights)
def test_parent_of_a_shown_virtual_account_is_shown(own: Rights) -> None:
    shown = visible_virtual_accounts(TREE, own)
    ids = {virtual_account_shown.virtual_account_id for virtual_account_shown in shown}
    assert all(
        virtual_account_shown.parent_id is None or virtual_account_shown.parent_id in ids
        for virtual_account_shown in shown
    )
    assert all(own.sees(virtual_account_shown) for virtual_account_shown in shown)
