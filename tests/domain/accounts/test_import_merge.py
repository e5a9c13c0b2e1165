"""Importing an account again: the row states a past value and undoes no later decision."""

from dataclasses import replace

import pytest

from chalicelib.domain.accounts.account import MOST_ADMINISTRATORS, Administrator, SmartAccount, Visibility
from chalicelib.domain.accounts.import_merge import LeftAlone, Merged, Reason, merge_row
from chalicelib.domain.accounts.importing import (
    ROLES_AT_ONCE,
    ImportRow,
    LastImport,
    account_from_row,
    first_import,
    read_row,
    role_id,
)
from tests.domain.search.accounts import NOW, RULES

FIRST, SECOND, THIRD = "first@acme.example", "second@acme.example", "third@acme.example"
RESTRICTED, UNRESTRICTED = Visibility.RESTRICTED, Visibility.UNRESTRICTED


def row(name: str | None = None, visibility: str = "", *people: str) -> ImportRow:
    return read_row(name, ["acme.example"], visibility, people, RULES)


ACCOUNT = account_from_row(row("Acme", "", FIRST), "a1", NOW)
LAST = first_import(ACCOUNT)


def listing(*people: str) -> SmartAccount:
    return replace(ACCOUNT, administrators=tuple(Administrator(email) for email in people))


def emails(found: Merged) -> list[str]:
    return [administrator.email for administrator in found.account.administrators]


# Given by the last import, on the account, in the row; the resulting value, the one recorded as last, the report.
VALUES = {
    "repeated": ("A", "A", "A", "A", "A", None),
    "not stated": ("A", "B", None, "B", "A", None),
    "repeated after a change": ("A", "B", "A", "B", "A", None),
    "new": ("A", "A", "B", "B", "B", None),
    "new, and decided already": ("A", "B", "B", "B", "B", None),
    "new, and something else was decided": ("A", "B", "C", "B", "A", Reason.CHANGED_SINCE),
    "nothing is known, and both agree": (None, "A", "A", "A", "A", None),
    "nothing is known, and they differ": (None, "A", "B", "A", None, Reason.LAST_UNKNOWN),
}
NAMES = {"A": "Acme", "B": "Better", "C": "Cheaper"}


@pytest.mark.parametrize(("last", "present", "stated", "after", "kept", "reason"), VALUES.values(), ids=VALUES)
def test_imported_name_is_applied_unless_it_was_changed_since(
    last: str | None, present: str, stated: str | None, after: str, kept: str | None, reason: Reason | None
) -> None:
    account = replace(ACCOUNT, account_name=NAMES[present])
    found = merge_row(row(stated and NAMES[stated]), account, replace(LAST, account_name=NAMES.get(last or "")))
    assert found.account.account_name == NAMES[after]
    assert found.last.account_name == NAMES.get(kept or "")
    assert found.left_alone == ((LeftAlone("/account_name", reason),) if reason else ())
    assert (found.account is account) == (found.fields == ()) == (present == after)


@pytest.mark.parametrize(
    ("last", "present", "stated", "after"),
    [
        (UNRESTRICTED, UNRESTRICTED, "restricted", RESTRICTED),
        (UNRESTRICTED, RESTRICTED, "unrestricted", RESTRICTED),
        (UNRESTRICTED, RESTRICTED, "", RESTRICTED),
        (RESTRICTED, UNRESTRICTED, " ", UNRESTRICTED),
        (None, RESTRICTED, "unrestricted", RESTRICTED),
    ],
)
def test_imported_visibility_is_applied_unless_it_was_changed_since(
    last: Visibility | None, present: Visibility, stated: str, after: Visibility
) -> None:
    account = replace(ACCOUNT, search_visibility=present)
    found = merge_row(row(None, stated), account, replace(LAST, search_visibility=last))
    assert found.account.search_visibility is after


def test_field_that_is_left_alone_does_not_block_other_fields() -> None:
    renamed = replace(ACCOUNT, account_name="Better")
    found = merge_row(row("Cheaper", "restricted", FIRST, SECOND), renamed, LAST)
    assert found.left_alone == (LeftAlone("/account_name", Reason.CHANGED_SINCE),)
    assert found.fields == ("search_visibility", "administrators")
    assert (found.account.search_visibility, emails(found)) == (RESTRICTED, [FIRST, SECOND])


def test_new_administrator_is_granted_the_role_once() -> None:
    found = merge_row(row(None, "", SECOND, SECOND, FIRST), ACCOUNT, LAST)
    assert [one.email for one in found.given] == [SECOND]
    assert emails(found) == [FIRST, SECOND]
    withdrawn = merge_row(row(None, "", SECOND), listing(FIRST), found.last)
    assert (emails(withdrawn), withdrawn.left_alone) == ([FIRST], ())


def test_existing_administrator_is_only_recorded() -> None:
    found = merge_row(row(None, "", SECOND), listing(FIRST, SECOND), LAST)
    assert (found.fields, found.given) == ((), ())
    assert role_id("a1", SECOND) in found.last.roles


def test_lost_role_is_not_granted_again_and_reported_each_time() -> None:
    for _ in range(2):
        found = merge_row(row(None, "", SECOND), ACCOUNT, LAST, {role_id("a1", SECOND)})
        assert (found.given, found.last) == ((), LAST)
        assert found.left_alone == (LeftAlone("/administrators/0", Reason.ROLE_LOST),)


@pytest.mark.parametrize(("present", "given"), [(47, 3), (48, 2), (49, 1), (50, 0)])
def test_administrators_beyond_fifty_are_reported_and_the_rest_is_applied(present: int, given: int) -> None:
    account = listing(*(f"n{number}@acme.example" for number in range(present)))
    found = merge_row(row("Better", "", FIRST, SECOND, THIRD), account, replace(LAST, roles=()))
    assert found.account.account_name == "Better"
    assert len(found.given) == given
    assert len(found.account.administrators) <= MOST_ADMINISTRATORS
    places = [f"/administrators/{place}" for place in range(given, 3)]
    assert found.left_alone == tuple(LeftAlone(place, Reason.ROLES_FULL) for place in places)


def test_administrator_beyond_the_maximum_is_granted_once_there_is_room() -> None:
    full = listing(*(f"n{number}@acme.example" for number in range(MOST_ADMINISTRATORS)))
    refused = merge_row(row(None, "", FIRST), full, replace(LAST, roles=()))
    later = replace(full, administrators=full.administrators[1:])
    assert [one.email for one in merge_row(row(None, "", FIRST), later, refused.last).given] == [FIRST]


def test_roles_beyond_those_of_one_transaction_are_given_by_the_next_ones() -> None:
    people = [f"n{number}@acme.example" for number in range(MOST_ADMINISTRATORS)]
    given, reasons, found = list[int](), list[set[Reason]](), Merged(listing(), replace(LAST, roles=()), (), (), ())
    for _ in range(0, MOST_ADMINISTRATORS, ROLES_AT_ONCE):
        found = merge_row(row(None, "", *people), found.account, found.last)
        given.append(len(found.given))
        reasons.append({value.reason for value in found.left_alone})
    assert given == [6, 6, 6, 6, 6, 6, 6, 6, 2]
    assert reasons == [*[{Reason.ROLES_LATER}] * 8, set()]
    assert emails(found) == people


def test_account_of_an_earlier_release_keeps_its_values() -> None:
    account = replace(listing(FIRST), account_name="Better")
    found = merge_row(row("Acme", "unrestricted", FIRST, SECOND), account, None)
    assert (found.account, found.fields, found.given) == (account, (), ())
    assert found.left_alone == (
        LeftAlone("/account_name", Reason.LAST_UNKNOWN),
        LeftAlone("/administrators/1", Reason.ROLES_UNKNOWN),
    )
    assert found.last == LastImport("a1", None, UNRESTRICTED, (role_id("a1", FIRST),), (role_id("a1", SECOND),))


def test_administrator_left_out_by_one_import_is_left_out_by_later_ones() -> None:
    found = merge_row(row("Acme", "", FIRST, SECOND), listing(FIRST), None)
    again = merge_row(row("Acme", "", FIRST, SECOND, THIRD), found.account, found.last)
    assert emails(again) == [FIRST, THIRD]
    assert again.left_alone == (LeftAlone("/administrators/1", Reason.ROLES_UNKNOWN),)


def test_account_without_administrators_is_granted_the_imported_ones() -> None:
    """The last one cannot be withdrawn, so nobody was."""
    assert emails(merge_row(row("Acme", "", FIRST), listing(), None)) == [FIRST]
