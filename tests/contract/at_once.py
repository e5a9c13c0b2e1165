"""Run calls concurrently, each in a thread."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx

AT_ONCE = 8
Act = Callable[[], httpx.Response]


def at_once(acts: Sequence[Act]) -> list[httpx.Response]:
    """Run the calls at the same instant, held back by a barrier; return their responses in order."""
    barrier = Barrier(len(acts))

    def run(act: Act) -> httpx.Response:
        barrier.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
