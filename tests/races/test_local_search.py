"""A search among thousands of accounts is quick on the local run, too."""

import os
import time
from collections.abc import Iterator, Sequence
from itertools import islice

import pytest

from chalicelib.domain.accounts.importing import ImportRow
from infra.bench.directory import grow
from infra.bench.organisations import organisations
from infra.local.child import child_process, started
from tests.contract.cast import PARTNER, import_accounts
from tests.contract.local_run import Run
from tests.world import world

pytestmark = pytest.mark.races

ACCOUNTS = 10_000 if os.environ.get("ALL") else 2_000
TURNS = 9
MOST_MS = 150
ANY_PORTS = {"PORT": "0", "SIGN_IN_PORT": "0", "TOOLS_PORT": "0"}


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Import accounts, thousands of which begin with the same words, into a stack of its own: they slow it down."""
    place = tmp_path_factory.mktemp("directory")
    with world() as rules:
        rows: Sequence[ImportRow] = list(islice(grow(organisations(None), rules.ports.rules), ACCOUNTS))
    plain = [{"name": row.account_name, "domain": row.identifier.value} for row in rows]
    with child_process(place, ANY_PORTS) as child, Run.of(started(child, place), place) as run:
        import_accounts(run, place / "directory.json", plain)
        yield run


@pytest.mark.parametrize("text", ["university of", "university", "university of cal", "univresity of california"])
def test_search_among_thousands_of_accounts_takes_at_most_150_ms(directory: Run, text: str) -> None:
    took = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        found = directory.call("GET", "/v1/accounts", PARTNER, params={"q": text})
        took.append(1_000 * (time.perf_counter() - begun))
        assert found.json()["items"]
    # Other work on the machine only adds to a time, so the shortest is what the search takes.
    assert min(took) <= MOST_MS
