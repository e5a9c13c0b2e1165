"""Measure a cold start: `python -m infra.bench.first_page MODULE PATH` prints seconds.

The time runs from before the import of the module, which holds `app`, to its first response.
"""

import importlib
import sys
import time
from collections.abc import Sequence

from infra.bench.events import get

ARGUMENTS = ("MODULE", "PATH")


def main(arguments: Sequence[str]) -> int:
    """Return 0 if the page was served."""
    if len(arguments) != len(ARGUMENTS):
        # No argparse: its imports must count where the app imports them.
        print("usage: python -m infra.bench.first_page", *ARGUMENTS, file=sys.stderr)
        return 2
    module, path = arguments
    started = time.perf_counter()
    app = importlib.import_module(module).app
    answer = app(get(path), None)
    print(time.perf_counter() - started)
    return 0 if answer["statusCode"] == 200 else 1  # noqa: PLR2004 - HTTP status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
