"""Verifies audit trails: `python -m infra.verify [ID …]`, of requests, access requests and accounts; else all.

Exit code 1 when a trail was edited, cut off, is incomplete or cannot be read; all others are checked all the same.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence

from chalicelib.bootstrap import Container
from infra.audit_trails import Verdict, judge, judge_all, trail_ids
from infra.target import targeted


def main(arguments: Sequence[str]) -> int:
    """Checks each trail and says how many hold."""
    asked = _options(arguments).trail_ids
    verdicts = list(verified(targeted(), asked))
    broken = [one for one in verdicts if not one.holds]
    for one in broken:
        print(one, file=sys.stderr)
    print(f"{len(verdicts) - len(broken)} of {len(verdicts)} audit trails hold")
    return 1 if broken else 0


def verified(container: Container, trail_ids: Sequence[str] = ()) -> Iterable[Verdict]:
    """The verdict on each of these trails, or on every one there is."""
    if trail_ids:
        return (judge(container.table, container.ports.audit, one) for one in trail_ids)
    return judge_all(container.table, container.ports.audit)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.verify", description=__doc__, allow_abbrev=False)
    parser.add_argument("trail_ids", metavar="ID", nargs="*")
    return parser.parse_args(arguments)


def holds(container: Container, trail_id: str) -> bool:
    """Whether there is such a request, access request or account, and its whole trail is untouched."""
    return judge(container.table, container.ports.audit, trail_id).holds


def all_trail_ids(container: Container) -> Iterable[str]:
    """Whatever has a trail; most accounts have none. A scan: an operator's tool, never a request's."""
    return trail_ids(container.table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
