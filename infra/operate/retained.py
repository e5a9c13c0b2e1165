"""Remove at once the addresses of all requests that keep them for too long, instead of some a minute."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.retention import is_overdue, remove_addresses
from chalicelib.services.unit_of_work.sealing_ports import AnyRequest

ROWS = 500


def remove_all(ports: Ports, kept_for: timedelta) -> tuple[int, int]:
    """Return how many requests were overdue, and how many still are. Killed half way, it is simply run again."""
    ports, overdue = replace(ports, policy=replace(ports.policy, address_retention=kept_for)), 0
    for requests in _overdue(ports):
        overdue += len(requests)
        remove_addresses(ports, requests)
    return overdue, sum(map(len, _overdue(ports)))


def _overdue(ports: Ports) -> Iterator[list[AnyRequest]]:
    """Walk the table as the scheduled job does; what cannot be read is noted."""
    judge, start = is_overdue(ports), None
    while True:
        walked = ports.store.walk(start, ROWS, ROWS, judge)
        yield list(walked.overdue)
        start = walked.end
        if start is None:
            return
