"""Remove at once the addresses of all requests that keep them for too long, instead of some a minute."""

from collections.abc import Iterator

from chalicelib.bootstrap import Container
from chalicelib.services.unit_of_work.retention import is_overdue, remove_addresses
from chalicelib.services.unit_of_work.sealing_ports import AnyRequest

ROWS = 500


def remove_all(container: Container) -> tuple[int, int]:
    """Return how many requests were overdue, and how many still are. Killed half way, it is simply run again."""
    overdue = 0
    for requests in _overdue(container):
        overdue += len(requests)
        remove_addresses(container.ports, requests)
    return overdue, sum(map(len, _overdue(container)))


def _overdue(container: Container) -> Iterator[list[AnyRequest]]:
    """Walk the table as the scheduled job does; what cannot be read is noted."""
    store, judge, start = container.ports.store, is_overdue(container.ports), None
    while True:
        walked = store.walk(start, ROWS, ROWS, judge)
        yield list(walked.overdue)
        start = walked.end
        if start is None:
            return
