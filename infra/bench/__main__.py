"""`python -m infra.bench [--sizes 1000,10000,100000] [--organisations FILE]`: measure, print, write docs/benchmarks.md.

Exits with 1 if a count exceeds its budget, with 2 if nothing could be measured. Times never fail a run.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from chalicelib import bootstrap
from chalicelib.adapters.dynamodb.pynamo_table import PynamoTable
from chalicelib.domain.accounts.importing import ImportRow
from infra.bench import tables
from infra.bench.cold_start import cold_starts, warm_calls
from infra.bench.document import ALL_WITHIN, DOCUMENT, document
from infra.bench.dynamodb_local import Unavailable, dynamodb_local
from infra.bench.journey import Journey
from infra.bench.meter import Meter
from infra.bench.organisations import Organisation, organisations
from infra.bench.report import Table, exceeded, markdown
from infra.bench.row_size import row_sizes
from infra.bench.search_growth import grown
from infra.create_table import create_tables
from infra.local.environment import Urls, applied, local_environment
from infra.local.state import signing_keys, state_directory

SIZES = (1_000, 10_000, 100_000)
# Accounts to sample for the sizes of rows.
SAMPLE = 20_000
# The shell's exit status after Ctrl-C.
INTERRUPTED = 130
NOWHERE = "http://127.0.0.1:9"


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark; return the exit status."""
    options = _options(arguments)
    cache = state_directory() / "bench"
    cache.mkdir(parents=True, exist_ok=True)
    try:
        listed = organisations(options.organisations)
        with dynamodb_local(cache) as url:
            urls = Urls(app=NOWHERE, sign_in=NOWHERE, tools=NOWHERE, aws=NOWHERE, dynamodb=url)
            with applied(local_environment(urls, signing_keys(cache))):
                measured = list(_measured(options.sizes, listed))
    except Unavailable as fault:
        print(fault, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped: nothing was written.", file=sys.stderr)
        return INTERRUPTED
    print("\n" + markdown(measured))
    if options.sizes == SIZES:
        DOCUMENT.write_text(document(measured, options.organisations is not None), encoding="utf-8")
    faults = exceeded(measured)
    print("\n".join(["Over budget:", *faults] if faults else [ALL_WITHIN]))
    return 1 if faults else 0


def _measured(sizes: Sequence[int], listed: Sequence[Organisation]) -> Iterator[Table]:
    create_tables()
    container = bootstrap.start()
    assert isinstance(container.table, PynamoTable)
    meter = Meter(container.table.client)
    at_sizes = list(grown(container, meter, sizes, listed))
    yield tables.of_search(at_sizes)
    yield tables.of_invariants(at_sizes)
    yield tables.of_rows(row_sizes(container.ports, _sample(at_sizes[-1].accounts)))
    yield tables.of_scans(at_sizes)
    journey = Journey(container, meter)
    yield tables.of_journey(journey.run())
    print("Measuring cold starts …")
    starts, megabytes = cold_starts()
    yield tables.of_starting(starts, warm_calls(meter, journey.open_link()), megabytes)


def _sample(accounts: Sequence[ImportRow]) -> Sequence[ImportRow]:
    return accounts[:: -(-len(accounts) // SAMPLE)]


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__, allow_abbrev=False)
    parser.add_argument("--sizes", type=_sizes, default=SIZES, help="accounts in the directory, smallest first")
    parser.add_argument("--organisations", type=_file, help="JSON or CSV with the names and domains to start from")
    return parser.parse_args(arguments)


def _sizes(text: str) -> tuple[int, ...]:
    sizes = tuple(sorted(int(size) for size in text.split(",")))
    if sizes[0] < 2:  # noqa: PLR2004 - the queries search for two accounts
        raise argparse.ArgumentTypeError("sizes must be at least 2")
    return sizes


def _file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"{text} is not a file")
    return path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
