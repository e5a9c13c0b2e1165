"""An import that is killed at any line, and run again, comes to what it would have come to."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from chalicelib.services.accounts.importing import BATCH
from infra.import_directory.files import rows_of_file
from infra.import_directory.importing import CONCURRENCY, import_rows
from infra.import_directory.outcome import Outcome
from infra.verify import all_trail_ids, holds
from tests.backends.observable_table import MOMENTS, Call, KilledError, Moment, calls_of, observed
from tests.infra.importing.stored import accounts_of
from tests.world import World
from tests.world import world as new_world

PEOPLE = ";".join(f"a{number}@many-ltd.com" for number in range(10))
SHORT = f"""name,domains,visibility,administrators
Acme Ltd,acme-ltd.com,restricted,it@acme-ltd.com
,new-ltd.com,,
Next Ltd,next-ltd.com,,
Many Ltd,many-ltd.com,,{PEOPLE}
Next Ltd,next-ltd.com,,it@next-ltd.com
"""
# More rows than are in flight at the same time.
LONG = "name;domain\n" + "".join(
    f"Organisation {number};d{number}.example\n" for number in range(BATCH * CONCURRENCY + BATCH // 2)
)


@contextmanager
def dead_from(world: World, number: int, at: Moment) -> Iterator[None]:
    """Kill the process at a call of the database, from 1, before it is carried out or after: no later one is made."""
    seen: list[str] = []

    def die(moment: Moment, call: Call) -> None:
        if moment == "before":
            seen.append(call.verb)
        if len(seen) > number or (len(seen) == number and moment == at):
            raise KilledError

    with observed(world.table, die):
        yield
        for thread in threading.enumerate():
            if thread is not threading.current_thread() and not thread.daemon:
                thread.join()


def run(world: World, file: Path) -> None:
    import_rows(world.ports, world.ports.index, rows_of_file(file), Outcome(say=lambda _: None))


def end_of(world: World) -> dict[str, Any]:
    """Return what an import comes to, but for ids and times."""
    rows = world.rows()
    assert all(holds(world.container, trail) for trail in all_trail_ids(world.container))
    kinds = ((pk.partition("#")[0], sk.partition("#")[0] if pk.startswith("ACCOUNT#") else "") for pk, sk in rows)
    words = {key: row["document"] for key, row in rows.items() if key[0].startswith("WORDS")}
    return {"accounts": accounts_of(world), "rows": Counter(kinds), "words": words}


def uninterrupted(file: Path) -> tuple[dict[str, Any], int]:
    """Return what the import comes to, and how many calls of the database it takes."""
    with new_world() as world, calls_of(world.table) as calls:
        run(world, file)
        number = len(calls)
        return end_of(world), number


def assert_same_end(file: Path, numbers: Callable[[int], range], moments: Sequence[Moment] = MOMENTS) -> None:
    expected, calls = uninterrupted(file)
    for number in numbers(calls):
        for moment in moments:
            with new_world() as world:
                with dead_from(world, number, moment), suppress(KilledError):
                    run(world, file)
                run(world, file)
                assert end_of(world) == expected, f"killed {moment} call {number} of {calls}"


def test_import_killed_at_any_call_is_completed_by_the_next_one(tmp_path: Path) -> None:
    (tmp_path / "directory.csv").write_text(SHORT)
    assert_same_end(tmp_path / "directory.csv", lambda calls: range(1, calls + 1))


def test_import_killed_with_several_batches_in_flight_is_completed_by_the_next_one(tmp_path: Path) -> None:
    (tmp_path / "directory.csv").write_text(LONG)
    assert_same_end(tmp_path / "directory.csv", lambda calls: range(1, calls, calls // 3), ["after"])
