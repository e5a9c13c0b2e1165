"""Verify audit trails: `python -m infra.verify [ID …]`, with ids of requests, accounts, proofs, recoveries; else all.

Exit code 1 if a trail was edited, truncated, is incomplete or cannot be read; the others are still checked.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence

from chalicelib.bootstrap import Container
from infra.audit_trails.checks import Verdict
from infra.audit_trails.verifying import trail_ids, verify, verify_all
from infra.target import target_container


def main(arguments: Sequence[str]) -> int:
    """Verify each trail and print how many are intact, and of how many a sealing states the last event."""
    requested = _options(arguments).trail_ids
    verdicts = list(verified(target_container(), requested))
    broken = [verdict for verdict in verdicts if not verdict.is_intact]
    for verdict in broken:
        print(verdict, file=sys.stderr)
    sealed = sum(verdict.is_sealed for verdict in verdicts)
    print(f"{len(verdicts) - len(broken)} of {len(verdicts)} audit trails are intact, {sealed} sealed to their ends")
    return 1 if broken else 0


def verified(container: Container, trail_ids: Sequence[str] = ()) -> Iterable[Verdict]:
    """Verify these trails, or all if none is given."""
    if trail_ids:
        return verify(container.table, container.ports.audit, trail_ids)
    return verify_all(container.table, container.ports.audit)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.verify", description=__doc__, allow_abbrev=False)
    parser.add_argument("trail_ids", metavar="ID", nargs="*")
    return parser.parse_args(arguments)


def holds(container: Container, trail_id: str) -> bool:
    """Whether something has this id and its trail is intact."""
    return all(verdict.is_intact for verdict in verified(container, [trail_id]))


def all_trail_ids(container: Container) -> Iterable[str]:
    """Scan for everything that has a trail."""
    return trail_ids(container.table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
