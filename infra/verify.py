"""Verifies audit trails: `python -m infra.verify [REQUEST_ID …]`; without ids, every request there is.

Exit code 1 when a trail was edited, cut off or is incomplete.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence

from chalicelib import bootstrap
from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.record import Record
from chalicelib.services.ports import Ports
from infra.target import use_target


def main(arguments: Sequence[str]) -> int:
    """Checks each trail and says how many hold."""
    use_target()
    ports = bootstrap.container().ports
    results = {request_id: holds(ports, request_id) for request_id in arguments or all_request_ids()}
    broken = [request_id for request_id, held in results.items() if not held]
    for request_id in broken:
        print(f"{request_id}: the audit trail does NOT hold", file=sys.stderr)
    print(f"{len(results) - len(broken)} of {len(results)} audit trails hold")
    return 1 if broken else 0


def holds(ports: Ports, request_id: str) -> bool:
    """Whether the request exists and its whole trail is untouched."""
    request = ports.store.request(request_id)
    if request is None:
        return False
    return ports.audit.holds(ports.store.events(request_id), request.last_seal, request.event_count)


def all_request_ids() -> Iterable[str]:
    """Every request. A scan: an operator's tool, never a request's."""
    return _ids(Record.scan(Record.sk == keys.REQUEST_ROW, attributes_to_get=["pk"]))


def _ids(records: Iterable[Record]) -> Iterator[str]:
    return (record.pk.removeprefix("REQUEST#") for record in records)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
