"""Recoveries under way, for operators: what they wait for, until when, and which are late."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from chalicelib.bootstrap import Container
from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.domain.recovery.states import RecoveryStatus
from chalicelib.services.recovery.asking import recoveries_under_way
from infra.operate import ATTENTION, OK, CommandResult

AT_ONCE = 50
# A row that is set aside is due again after an hour.
TOO_LATE = timedelta(hours=2)


def listed(container: Container) -> CommandResult:
    """Return the recoveries that reviewers look at, those whose notice runs, and those that are late."""
    now = container.ports.clock.now()
    found = list(_under_way(container))
    late = [one.recovery_id for one in found if one.due_at is not None and one.due_at < now - TOO_LATE]
    result = {
        "late": late,
        "in_review": [_shown(one) for one in found if one.status is RecoveryStatus.IN_REVIEW],
        "notice": [_shown(one) for one in found if one.status is RecoveryStatus.NOTICE],
    }
    return ATTENTION if late else OK, result


def _under_way(container: Container) -> Iterator[Recovery]:
    start = None
    while True:
        page = recoveries_under_way(container.ports, AT_ONCE, start)
        yield from page.items
        start = page.next_start
        if start is None:
            return


def _shown(recovery: Recovery) -> Mapping[str, object]:
    return {
        "id": recovery.recovery_id,
        "account": recovery.account_id,
        "domain": DomainRules.display(recovery.domain_identifier),
        "candidate": recovery.candidate.person_id,
        "evidence": recovery.evidence.value if recovery.evidence else None,
        "approvals": len(recovery.approvals),
        "asked_at": recovery.asked_at.isoformat(),
        "ends_at": (recovery.ends_at or recovery.review_ends_at).isoformat(),
        "mails": recovery.mails if recovery.status is RecoveryStatus.NOTICE else None,
    }
