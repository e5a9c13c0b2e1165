"""Who may see a recovery, and what the commits of its changes write."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.feed.team_event import team_event_of
from chalicelib.domain.recovery.changes import RecoveryChange
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.commit import queued, sealed
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.recovery.writes import SaveRecovery
from chalicelib.services.unit_of_work.writes import AppendEvent, Write


def seen_recovery(ports: Ports, caller: Caller, recovery_id: str) -> Recovery:
    """Return the recovery to its candidate, to reviewers and to the account's administrators.

    Raises `recovery-unknown`, which does not tell whether there is one.
    """
    recovery = ports.store.recovery(recovery_id)
    if recovery is None or not _sees(caller, recovery):
        raise Refused(Problem.RECOVERY_UNKNOWN)
    return recovery


def is_candidate(caller: Caller, recovery: Recovery) -> bool:
    """Whether the caller has asked for it."""
    return recovery.candidate.person_id == caller.person.person_id


def change_writes(ports: Ports, change: RecoveryChange, now: datetime) -> tuple[Recovery, Sequence[Write]]:
    """Return the recovery as it will be stored, and every write of the change."""
    recovery = change.recovery
    event = sealed(ports, recovery.recovery_id, change.event, recovery.event_count, recovery.last_seal, now)
    after = replace(recovery, event_count=event.sequence, last_seal=event.seal)
    return after, (SaveRecovery(after), AppendEvent(event, team_event_of(event, after)), *queued(event, change.mails))


def _sees(caller: Caller, recovery: Recovery) -> bool:
    administers = caller.rights_on(recovery.account_id).administers
    return is_candidate(caller, recovery) or caller.person.is_reviewer or administers
