"""Remove the addresses of requests, proofs and recoveries that ended long ago, as erasing each of these people would.

The daily walk over the table, which the sealing of trails makes, meets such requests. Each is handled by itself:
its mails first and the request's own row last, so that the next walk meets it again if a run ends half way.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.identity.erased import without_addresses
from chalicelib.domain.mails import Mail, after_erasing
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.unit_of_work.access_writes import SaveAccessRequest
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.proofs.writes import SaveDomainProof
from chalicelib.services.unit_of_work.recovery.writes import SaveRecovery
from chalicelib.services.unit_of_work.sealing_ports import AnyRequest
from chalicelib.services.unit_of_work.setting_aside import trouble_of
from chalicelib.services.unit_of_work.transaction_size import MOST_ACTIONS
from chalicelib.services.unit_of_work.writes import DropMail, SaveMail, SaveRequest, Write

logger = logging.getLogger(__name__)
# Further rows of a request that is saved.
LISTS = 2


def is_overdue(ports: Ports) -> Callable[[AnyRequest], bool] | None:
    """Return whether a request was closed so long ago that its addresses must go; None if they are kept for good."""
    if not ports.policy.address_retention:
        return None
    latest = ports.clock.now() - ports.policy.address_retention

    def judge(request: AnyRequest) -> bool:
        at = closed_at(request)
        return at is not None and at <= latest and anonymous(request) != request

    return judge


def remove_addresses(ports: Ports, requests: Sequence[AnyRequest]) -> None:
    """Remove all addresses from these requests and their mails. Never raises: one fault does not stop the others.

    Each change is one action, but for the request itself, which is in the lists of its requester and its team too.
    """
    for request in requests:
        try:
            changes, most = list(_changes(ports, request)), MOST_ACTIONS - LISTS
            for start in range(0, len(changes), most):
                ports.store.commit(changes[start : start + most])
        except Exception as error:
            logger.error("the addresses of a request could not be removed: %s", trouble_of(error))  # noqa: TRY400 - no personal data


def closed_at(request: AnyRequest) -> datetime | None:
    """Return when the request was closed; None while it is open."""
    if isinstance(request, DomainProof | Recovery):
        return request.ended_at
    if isinstance(request, AccountRequest) and request.state.is_open:
        return None
    if request.decision:
        return request.decision.at
    return request.expires_at if isinstance(request, AccountRequest) else None


def anonymous(request: AnyRequest) -> AnyRequest:
    """Return the request without any address, and without the requester's name."""
    left = without_addresses(request)
    if isinstance(left, DomainProof):
        return replace(left, asked_by=replace(left.asked_by, name=""))
    if isinstance(left, Recovery):
        return replace(left, candidate=replace(left.candidate, name=""))
    left = replace(left, requester=replace(left.requester, name=""))
    partners = (Role.REQUESTER, Role.TEAM_MEMBER, Role.PROGRAM)
    if isinstance(left, AccountRequest) and left.decision and left.decision.role in partners:
        return replace(left, decision=replace(left.decision, by=""))
    return left


def _changes(ports: Ports, request: AnyRequest) -> Iterator[Write]:
    own_id, saved = _saved(anonymous(request))
    yield from _of_mails(ports.store.mails_of(own_id))
    yield saved


def _saved(left: AnyRequest) -> tuple[str, Write]:
    """Return the id of what is left, and the write of it."""
    match left:
        case AccountRequest():
            return left.request_id, SaveRequest(left)
        case AccessRequest():
            return left.access_request_id, SaveAccessRequest(left)
        case DomainProof():
            return left.proof_id, SaveDomainProof(left)
        case Recovery():
            return left.recovery_id, SaveRecovery(left)


def _of_mails(mails: Sequence[Mail]) -> Iterator[Write]:
    for mail in mails:
        left = after_erasing(mail, without_addresses(mail))
        if left is None:
            yield DropMail(mail)
        elif left != mail:
            yield SaveMail(left)
