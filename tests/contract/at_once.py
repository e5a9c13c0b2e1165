"""Calls that start at the same instant, from a thread each."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx

AT_ONCE = 8
Act = Callable[[], httpx.Response]


def at_once(acts: Sequence[Act]) -> list[httpx.Response]:
    """Everybody waits for the last one, then all go."""
    barrier = Barrier(len(acts))

    def go(act: Act) -> httpx.Response:
        barrier.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(go, acts))
