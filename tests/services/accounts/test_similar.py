"""Which accounts are named to somebody who requests another one, and how many calls that takes."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from chalicelib.domain.accounts.account import AccountStatus, SmartAccount
from chalicelib.services.accounts.similar import MOST_NEAR, MOST_SHOWN, similar_accounts
from tests.domain.search.accounts import NOW, RESTRICTED, IndexInMemory, account

STANFORD = account("Stanford University", "stanford.edu", "stanford")


class KnownWords:
    """Words one letter apart, as a test gives them."""

    def __init__(self, *near: str) -> None:
        self._near = near
        self.asked: list[str] = []

    def near(self, word: str) -> Sequence[str]:
        """Return the words whatever was asked."""
        self.asked.append(word)
        return self._near


def wanted(name: str, domain: str = "another.net") -> SmartAccount:
    """Return an account that somebody is about to request."""
    return account(name, domain, "")


def similar(name: str, *known: SmartAccount, near: Sequence[str] = (), domain: str = "another.net") -> list[str]:
    """Return the ids of the accounts that are named for a request."""
    found = similar_accounts(IndexInMemory(known), wanted(name, domain), NOW, KnownWords(*near))
    return [one.account_id for one in found]


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


def test_one_letter_apart_in_the_longest_word_is_nearly_the_same_name() -> None:
    assert similar("Stanford Universty", STANFORD, near=["university"]) == ["stanford"]
    words = KnownWords()
    similar_accounts(IndexInMemory([STANFORD]), wanted("Stanford Universty"), NOW, words)
    assert words.asked == ["universty"]


def test_a_name_is_not_mistyped_without_known_words() -> None:
    index = IndexInMemory([STANFORD])
    assert similar_accounts(index, wanted("Stanford Universty"), NOW) == []
    assert len(index.read) == 2


def test_known_word_whose_name_nobody_has_names_nothing() -> None:
    assert similar("Oxford Universty", STANFORD, near=["university"]) == []


def test_others_of_the_organisation_domain_follow_those_of_the_name() -> None:
    lab, press = account("Press", "press.stanford.edu", "press"), account("Labs", "labs.stanford.edu", "labs")
    elsewhere = account("Stanford University", "stanford.example", "elsewhere")
    named = similar("Stanford University", lab, press, elsewhere, STANFORD, domain="new.stanford.edu")
    assert named[:2] == ["elsewhere", "stanford"]
    assert set(named[2:]) == {"press", "labs"}


def test_name_that_reads_as_the_organisation_domain_is_not_of_the_organisation() -> None:
    assert similar("Quince", account("Stanford Edu", "elsewhere.net", "named"), domain="stanford.edu") == []


def test_restricted_account_is_not_named_and_costs_no_other_calls() -> None:
    reads = []
    for known in ([], [account("Stanford University", "stanford.edu", search_visibility=RESTRICTED)]):
        index = IndexInMemory(known)
        assert similar_accounts(index, wanted("Stanford University", "stanford.edu"), NOW, KnownWords()) == []
        reads.append(index.read)
    assert reads[0] == reads[1]


@pytest.mark.parametrize("near", [[], ["university"], ["a", "b", "c", "d"]])
def test_number_of_calls_does_not_depend_on_the_words_and_accounts_that_exist(near: list[str]) -> None:
    for known in ([], [STANFORD]):
        index = IndexInMemory(known)
        similar_accounts(index, wanted("Stanford Universty"), NOW, KnownWords(*near))
        assert len(index.read) == 2 + MOST_NEAR


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
