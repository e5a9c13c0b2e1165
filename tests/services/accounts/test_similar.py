"""Which accounts are named to somebody who requests another one, and how many calls that takes."""

from collections.abc import Collection, Sequence
from datetime import timedelta

import pytest

from chalicelib.domain.accounts.account import AccountStatus, SmartAccount
from chalicelib.domain.search.vocabulary import Shelf, Vocabulary
from chalicelib.services.accounts.similar import MOST_NEAR, MOST_SHOWN, similar_accounts
from tests.domain.search.accounts import NOW, RESTRICTED, IndexInMemory, account

STANFORD = account("Stanford University", "stanford.edu", "stanford")


class WatchedIndex(IndexInMemory):
    """Records which words were read as well, in the order of the reads."""

    def __init__(self, *accounts: SmartAccount, also_known: Sequence[str] = ()) -> None:
        super().__init__(accounts)
        self._also_known = dict.fromkeys(also_known, 1)
        self.words_read: list[Collection[Shelf]] = []

    def vocabulary(self, shelves: Collection[Shelf]) -> Vocabulary:
        """Return the known words, with those of accounts that have become restricted since."""
        self.words_read.append(shelves)
        return {**super().vocabulary(shelves), **self._also_known}


def wanted(name: str, domain: str = "another.net") -> SmartAccount:
    """Return an account that somebody is about to request."""
    return account(name, domain, "")


def similar(name: str, *known: SmartAccount, domain: str = "another.net") -> list[str]:
    """Return the ids of the accounts that are named for a request."""
    return [one.account_id for one in similar_accounts(IndexInMemory(known), wanted(name, domain), NOW)]


@pytest.mark.parametrize(
    "name",
    [
        "Stanford University",
        "STANFORD UNIVERSITY",
        "University of Stanford",
        "The Stanford University, Inc.",
        "Stanford-University GmbH & Co. KG",
    ],
)
def test_same_words_in_any_order_without_legal_forms_and_stop_words_are_the_same_name(name: str) -> None:
    assert similar(name, STANFORD, account("University of York", "york.ac.uk", "york")) == ["stanford"]


@pytest.mark.parametrize("name", ["Stanford", "Stanford University Press", "Stanford State University"])
def test_other_words_are_another_name(name: str) -> None:
    assert similar(name, STANFORD) == []


@pytest.mark.parametrize("name", ["Stanford Universty", "Univresity of Stanford", "Stanford Universitty Ltd"])
def test_one_letter_apart_in_the_longest_word_is_nearly_the_same_name(name: str) -> None:
    assert similar(name, STANFORD) == ["stanford"]


def test_letter_may_be_missing_in_what_is_the_longest_word_of_the_other_name_alone() -> None:
    college = account("Stanford College", "stanford.edu", "college")
    assert similar("Stanfrd College", college) == ["college"]
    assert similar("Stanford Colleges", college) == ["college"]


@pytest.mark.parametrize(
    "name", ["Standford University", "Stanford Yniversity", "Stanford Unversty", "Oxford Universty"]
)
def test_another_letter_apart_is_another_name(name: str) -> None:
    assert similar(name, STANFORD) == []


def test_equal_names_come_before_nearly_equal_ones() -> None:
    nearly = account("Stanford Universities", "aaa.net", "nearly"), account("Stanford Universite", "aab.net", "near")
    assert similar("Stanford University", *nearly, STANFORD) == ["stanford", "near"]


def test_others_of_the_organisation_domain_follow_those_of_the_name() -> None:
    lab, press = account("Press", "press.stanford.edu", "press"), account("Labs", "labs.stanford.edu", "labs")
    elsewhere = account("Stanford University", "stanford.example", "elsewhere")
    named = similar("Stanford University", lab, press, elsewhere, STANFORD, domain="new.stanford.edu")
    assert named[:2] == ["elsewhere", "stanford"]
    assert set(named[2:]) == {"press", "labs"}


def test_name_that_reads_as_the_organisation_domain_is_not_of_the_organisation() -> None:
    assert similar("Quince", account("Stanford Edu", "elsewhere.net", "named"), domain="stanford.edu") == []


@pytest.mark.parametrize("name", ["Stanford University", "Stanford Universty", "MIT", "東京大学"])
def test_restricted_account_is_not_named_and_costs_no_other_calls(name: str) -> None:
    reads = []
    for known in ([], [account(name, "stanford.edu", search_visibility=RESTRICTED)]):
        index = WatchedIndex(*known)
        assert similar_accounts(index, wanted("Stanford University", "stanford.edu"), NOW) == []
        reads.append((index.read, index.words_read))
    assert reads[0] == reads[1]


@pytest.mark.parametrize(("name", "near"), [("Stanford Universty", MOST_NEAR), ("MIT", 0), ("東京大学", 0)])
@pytest.mark.parametrize("also_known", [[], ["university"], ["universtya", "universtyb", "universtyc", "universtyd"]])
def test_number_of_calls_does_not_depend_on_the_words_and_accounts_that_exist(
    name: str, near: int, also_known: Sequence[str]
) -> None:
    for known in ([], [STANFORD]):
        index = WatchedIndex(*known, also_known=also_known)
        similar_accounts(index, wanted(name), NOW)
        assert (len(index.read), len(index.words_read)) == (2 + near, 1 if near else 0)


def test_pending_account_is_named_until_it_ends_and_none_in_review() -> None:
    until = NOW + timedelta(days=1)
    pending = account("Quince", "a.net", "p", status=AccountStatus.PENDING, pending_until=until)
    over = account("Quince", "b.net", "o", status=AccountStatus.PENDING, pending_until=NOW)
    in_review = account("Quince", "c.net", "r", status=AccountStatus.PENDING, pending_until=until, in_review=True)
    cancelled = account("Quince", "d.net", "c", status=AccountStatus.CANCELLED)
    assert similar("Quince", pending, over, in_review, cancelled) == ["p"]


def test_account_itself_is_not_named_and_no_more_than_ten_others_are() -> None:
    many = [account("Quince", f"q{number}.net", f"id-{number:02}") for number in range(15)]
    found = [one.account_id for one in similar_accounts(IndexInMemory(many), many[3], NOW)]
    assert len(found) == MOST_SHOWN
    assert "id-03" not in found
