"""Object to a recovery by the link of its mails. The link is the only credential; opening it changes nothing."""

from collections.abc import Sequence

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.recovery import changes
from chalicelib.domain.recovery.recovery import Objection, Recovery
from chalicelib.services.recovery.notified import objector_of
from chalicelib.services.recovery.stored import change_writes
from chalicelib.services.unit_of_work.caller import require
from chalicelib.services.unit_of_work.commit import run_transaction
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.writes import Write


def look(ports: Ports, token: str) -> Recovery:
    """Return the recovery that the link is about. Raises `link-unknown` or `link-superseded`."""
    return _found(ports, ports.links.read_objection(token))


def object_to_recovery(ports: Ports, token: str) -> Recovery:
    """Object: a present administrator ends the recovery, anybody else sends it back to the reviewers.

    Where that has happened already, nothing is written. Raises `link-unknown`, `link-superseded`, `action-not-allowed`.
    """
    objection = ports.links.read_objection(token)

    def attempt() -> tuple[Recovery, Sequence[Write]]:
        recovery, now = _found(ports, objection), ports.clock.now()
        ports.terms.refuse_unless_seen(recovery.revision)
        objector = objector_of(ports, recovery, objection)
        change = changes.objected(recovery, objector.masked, objector.is_administrator, now)
        if change is None:
            return recovery, ()
        after, planned = change_writes(ports, change, now)
        return after, (*planned, *require(objector.administering))

    return run_transaction(ports, attempt)


def _found(ports: Ports, objection: Objection) -> Recovery:
    recovery = ports.store.recovery(objection.recovery_id)
    if recovery is None:
        raise Refused(Problem.LINK_UNKNOWN)
    if recovery.notices != objection.notice:
        raise Refused(Problem.LINK_SUPERSEDED)
    return recovery
