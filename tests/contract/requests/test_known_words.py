"""What is known of words on the running stack: the demo directory's from the start, a new account's by the schedule."""

import pytest

from tests.contract.cast import Cast
from tests.contract.local_run import Run
from tests.contract.steps import pending

PARTNER = "partner@reseller.example"


def meant(run: Run, typed: str) -> tuple[list[str], str | None]:
    """Return the names that a search finds, and what the query was taken for."""
    page = run.call("GET", "/v1/accounts", PARTNER, params={"q": typed}).raise_for_status().json()
    return [item["account_name"] for item in page["items"]], page["did_you_mean"]


@pytest.mark.parametrize(
    ("typed", "name", "word"), [("initehc", "Initech", "initech"), ("inittech", "Initech", "initech")]
)
def test_words_of_the_demo_directory_are_known(run: Run, typed: str, name: str, word: str) -> None:
    assert meant(run, typed) == ([name], word)


def test_the_words_of_a_new_account_are_learned_by_the_schedule(run: Run, cast: Cast) -> None:
    pending(run, cast.requester(), cast.domain(), account_name="Zymurgists")
    run.work()
    assert meant(run, "zymurgsits") == (["Zymurgists"], "zymurgists")
