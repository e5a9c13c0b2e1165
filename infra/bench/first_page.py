"""A cold start, in an interpreter of its own: `python -m infra.bench.first_page MODULE PATH` prints its seconds.

They run from before the import of the module, which holds `app`, to the answer of its first page.
"""

import importlib
import sys
import time
from collections.abc import Sequence

from infra.bench.events import get

TAKEN = ("MODULE", "PATH")


def main(arguments: Sequence[str]) -> int:
    """0 when the page was served."""
    if len(arguments) != len(TAKEN):
        # Without argparse: what it imports is to be counted where the app imports it.
        print("usage: python -m infra.bench.first_page", *TAKEN, file=sys.stderr)
        return 2
    module, path = arguments
    started = time.perf_counter()
    app = importlib.import_module(module).app
    answer = app(get(path), None)
    print(time.perf_counter() - started)
    return 0 if answer["statusCode"] == 200 else 1  # noqa: PLR2004 - the number says it best


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
