"""What reviewers decide of a recovery: two approve it, each with a reason, or one declines it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib.domain.identity.person import Person
from chalicelib.domain.recovery import changes
from chalicelib.domain.recovery.changes import RecoveryChange
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.services.recovery.stored import change_writes, seen_recovery
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.commit import run_transaction
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.writes import Write

Review = Callable[[Ports, Caller, str, str], Recovery]
Decision = Callable[[Recovery, Person, str, datetime], RecoveryChange]


def approve_recovery(ports: Ports, caller: Caller, recovery_id: str, reason: str) -> Recovery:
    """Approve it; with the second approval the notice begins. Raises the problems of `changes.approved`."""
    return _decided(ports, caller, recovery_id, reason, changes.approved)


def decline_recovery(ports: Ports, caller: Caller, recovery_id: str, reason: str) -> Recovery:
    """Decline it. Raises the problems of `changes.declined`."""
    return _decided(ports, caller, recovery_id, reason, changes.declined)


def _decided(ports: Ports, caller: Caller, recovery_id: str, reason: str, decide: Decision) -> Recovery:
    def attempt() -> tuple[Recovery, Sequence[Write]]:
        recovery, now = seen_recovery(ports, caller, recovery_id), ports.clock.now()
        ports.terms.refuse_unless_seen(recovery.revision)
        return change_writes(ports, decide(recovery, caller.person, reason, now), now)

    return run_transaction(ports, attempt)
