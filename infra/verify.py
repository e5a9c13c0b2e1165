"""Verifies audit trails: `python -m infra.verify [ID …]`, of requests, access requests and accounts; else all.

Exit code 1 when a trail was edited, cut off or is incomplete.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.record import Record, decoded
from chalicelib.domain.account import SmartAccount
from chalicelib.services.ports import Ports
from infra.target import targeted


def main(arguments: Sequence[str]) -> int:
    """Checks each trail and says how many hold."""
    asked = _options(arguments).trail_ids
    ports = targeted().ports
    results = {trail_id: holds(ports, trail_id) for trail_id in asked or all_trail_ids()}
    broken = [trail_id for trail_id, held in results.items() if not held]
    for trail_id in broken:
        print(f"{trail_id}: the audit trail does NOT hold", file=sys.stderr)
    print(f"{len(results) - len(broken)} of {len(results)} audit trails hold")
    return 1 if broken else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.verify", description=__doc__, allow_abbrev=False)
    parser.add_argument("trail_ids", metavar="ID", nargs="*")
    return parser.parse_args(arguments)


def holds(ports: Ports, trail_id: str) -> bool:
    """Whether there is such a request, access request or account, and its whole trail is untouched."""
    store = ports.store
    asked = store.request(trail_id) or store.access_request(trail_id)
    if asked is not None:
        return ports.audit.holds(store.events(trail_id), asked.last_seal, asked.event_count)
    account = store.account(trail_id)
    if account is None:
        return False
    return ports.audit.holds(store.account_events(trail_id), account.last_seal, account.event_count)


def all_trail_ids() -> Iterable[str]:
    """Whatever has a trail; most accounts have none. A scan: an operator's tool, never a request's."""
    rows = Record.sk.is_in(keys.REQUEST_ROW, keys.ACCESS_ROW, keys.ACCOUNT_ROW)
    return (record.pk.partition("#")[2] for record in Record.scan(rows) if _has_trail(record))


def _has_trail(record: Record) -> bool:
    return record.sk != keys.ACCOUNT_ROW or decoded(record.document, SmartAccount).event_count > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
