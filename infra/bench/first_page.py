"""A cold start, in an interpreter of its own: `python -m infra.bench.first_page MODULE PATH` prints its seconds.

They run from before the import of the module, which holds `app`, to the answer of its first page.
"""

import importlib
import sys
import time

from infra.bench.events import get


def main(module: str, path: str) -> int:
    """0 when the page was served."""
    started = time.perf_counter()
    app = importlib.import_module(module).app
    answer = app(get(path), None)
    print(time.perf_counter() - started)
    return 0 if answer["statusCode"] == 200 else 1  # noqa: PLR2004 - the number says it best


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
