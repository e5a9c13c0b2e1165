"""Record who has which address from stored records: for people who have not signed in since that is recorded.

Each address is a write of its own, so a run that was killed is simply run again. Of an address that stored records
give to several persons nobody is claimed until the operator names the subject whom the provider gives it to.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import begins_with, equals
from chalicelib.adapters.dynamodb.get import readable
from chalicelib.adapters.oidc.bearer_tokens import person_id_of
from chalicelib.bootstrap import Container
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.accounts.account import Grant
from chalicelib.domain.identity.erased import MARKER
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.moved_identity import AddressHolder
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.unit_of_work.identity_writes import SaveAddressHolder
from chalicelib.services.unit_of_work.ports import StaleState


@dataclass
class Recorded:
    """Number of new holders, of all holders by issuer, and the undecided ones with their addresses masked."""

    recorded: int = 0
    by_issuer: Counter[str] = field(default_factory=Counter)
    undecided: list[dict[str, object]] = field(default_factory=list)


def record(container: Container, issuer: str) -> Recorded:
    """Record the holders of all addresses that have none, and list what is undecided."""
    found = Recorded()
    for email, person_id in _persons(container):
        found.recorded += _add(container, issuer, email, person_id)
    for holder in _holders(container):
        found.by_issuer[holder.issuer] += 1
        if holder.person_id is None:
            masked = MailAddress.parse(holder.email).masked
            found.undecided.append({"address": masked, "issuer": holder.issuer, "persons": list(holder.person_ids)})
    return found


def decide(container: Container, issuer: str, subject: str) -> int:
    """Give the undecided addresses of this subject's person to that person; return how many there were."""
    person_id, decided = person_id_of(issuer, subject), 0
    for holder in _holders(container):
        if holder.issuer == issuer and holder.person_id is None and person_id in holder.person_ids:
            decided += _saved(container, replace(holder, person_ids=(person_id,), has_signed_in=True))
    return decided


def _add(container: Container, issuer: str, email: str, person_id: str) -> bool:
    """Add the person to the holder of the address; whom a sign-in or another issuer has recorded stays alone."""
    store, now = container.ports.store, container.ports.clock.now()
    known = store.identity_rows(person_id, MailAddress.parse(email).key).holder
    if known is None:
        return _saved(container, AddressHolder(email, issuer, (person_id,), now))
    if known.issuer == issuer and not known.has_signed_in and person_id not in known.person_ids:
        _saved(container, replace(known, person_ids=(*known.person_ids, person_id)))
    return False


def _saved(container: Container, holder: AddressHolder) -> bool:
    """Whether it was written; a sign-in that came first knows better."""
    try:
        container.ports.store.commit([SaveAddressHolder(holder)])
    except StaleState:
        return False
    return True


def _persons(container: Container) -> Iterator[tuple[str, str]]:
    """Yield address and person of every request, access request and claimed role."""
    table = container.table
    requests = readable(table.scan(equals("sk", keys.REQUEST_ROW)), AccountRequest)
    access_requests = readable(table.scan(equals("sk", keys.ACCESS_ROW)), AccessRequest)
    for requester in (request.requester for found in (requests, access_requests) for request in found):
        if requester.email != str(MARKER):
            yield requester.email, requester.person_id
    on_accounts = begins_with("pk", "ACCOUNT#") & begins_with("sk", keys.GRANT_PREFIX)
    for grant in readable(table.scan(on_accounts), Grant):
        if grant.claimed_by:
            yield grant.email, grant.claimed_by


def _holders(container: Container) -> Iterator[AddressHolder]:
    return readable(container.table.scan(equals("sk", keys.HOLDER_ROW), consistent=True), AddressHolder)
