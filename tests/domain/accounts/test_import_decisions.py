"""Imports and decisions of administrators in any order: no decision is undone."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chalicelib.domain.accounts.account import MOST_ADMINISTRATORS, Administrator, SmartAccount, Visibility
from chalicelib.domain.accounts.import_merge import merge_row
from chalicelib.domain.accounts.importing import (
    ImportRow,
    LastImport,
    account_from_row,
    first_import,
    read_row,
    role_id,
)
from tests.domain.search.accounts import NOW, RULES

NAMES = st.sampled_from(["Acme", "Better", "Cheaper"])
VISIBILITIES = st.sampled_from(["", *Visibility])
ADDRESSES = st.sampled_from([f"n{number}@acme.example" for number in range(5)])
ROWS = st.builds(
    lambda name, visibility, people: read_row(name, ["acme.example"], visibility, people, RULES),
    st.none() | NAMES,
    VISIBILITIES,
    st.lists(ADDRESSES, max_size=4),
)


class Decisions(RuleBasedStateMachine):
    """One account; `chosen` holds values that people chose since the last import, `gone` who must not return."""

    account: SmartAccount
    last: LastImport | None
    lost: set[str]

    @initialize(name=NAMES, people=st.lists(ADDRESSES, max_size=3), of_earlier_release=st.booleans())
    def found(self, name: str, people: list[str], of_earlier_release: bool) -> None:
        row = read_row(name, ["acme.example"], "", people, RULES)
        self.account, self.lost = account_from_row(row, "a1", NOW), set()
        self.last = None if of_earlier_release else first_import(self.account)
        self.chosen: dict[str, object] = {}
        self.gone: set[str] = set()
        if of_earlier_release:
            self.chosen = {"account_name": name, "search_visibility": Visibility.UNRESTRICTED}

    @property
    def listed(self) -> list[str]:
        return [administrator.email for administrator in self.account.administrators]

    @rule(row=ROWS)
    def import_again(self, row: ImportRow) -> None:
        before = self.listed
        found = merge_row(row, self.account, self.last, self.lost)
        self.account, self.last = found.account, found.last
        stated = {"account_name": row.account_name, "search_visibility": row.visibility}
        self.chosen = {field: value for field, value in self.chosen.items() if value != stated[field]}
        assert self.listed[: len(before)] == before
        again = merge_row(row, self.account, self.last, self.lost)
        assert (again.account, again.last) == (self.account, self.last)

    @rule(name=NAMES)
    def rename(self, name: str) -> None:
        self._choose("account_name", name)

    @rule(visibility=st.sampled_from(Visibility))
    def show_or_hide(self, visibility: Visibility) -> None:
        self._choose("search_visibility", visibility)

    @rule(email=ADDRESSES)
    def grant(self, email: str) -> None:
        self._list(*dict.fromkeys([*self.listed, email]))
        self.gone.discard(email)

    @precondition(lambda self: len(self.account.administrators) > 1)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        email = data.draw(st.sampled_from(self.listed))
        self._list(*(listed for listed in self.listed if listed != email))
        self._lose(email)

    @precondition(lambda self: self.account.administrators)
    @rule(data=st.data(), new=ADDRESSES)
    def move(self, data: st.DataObject, new: str) -> None:
        old = data.draw(st.sampled_from(self.listed))
        if old != new:
            self._list(*dict.fromkeys(new if email == old else email for email in self.listed))
            self._lose(old)
            self.gone.discard(new)

    @invariant()
    def chosen_values_are_kept(self) -> None:
        for field, value in self.chosen.items():
            assert getattr(self.account, field) == value

    @invariant()
    def lost_administrators_stay_lost_and_nobody_is_listed_twice(self) -> None:
        assert not self.gone & set(self.listed)
        assert len(set(self.listed)) == len(self.listed) <= MOST_ADMINISTRATORS

    def _choose(self, field: str, value: object) -> None:
        self.account = replace(self.account, **{field: value})  # type: ignore[arg-type]
        # A change back to the value of the last import counts as no change.
        self.chosen[field] = value
        if self.last and getattr(self.last, field) == value:
            del self.chosen[field]

    def _list(self, *people: str) -> None:
        self.account = replace(self.account, administrators=tuple(Administrator(email) for email in people))

    def _lose(self, email: str) -> None:
        self.lost.add(role_id("a1", email))
        self.gone.add(email)


TestDecisions = Decisions.TestCase
