"""The store port over DynamoDB. Every read is one get, one batch or one query, strongly consistent."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from pynamodb.expressions.condition import Condition

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.reads import stored
from chalicelib.adapters.dynamodb.record import Record, decoded
from chalicelib.adapters.dynamodb.transaction import commit, reading
from chalicelib.domain.account import Grant, SmartAccount, VirtualAccount
from chalicelib.domain.account_request import AccountRequest
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.founding import DomainLock
from chalicelib.domain.limits import OpenRequests, Tally
from chalicelib.domain.mails import Mail
from chalicelib.services.changes import Change, Remembered
from chalicelib.services.ports import Guards, Page, RequestFile

T = TypeVar("T")


class DynamoStore:
    """`pause` waits between tries of a transaction, `new_token` names a commit for DynamoDB."""

    def __init__(self, new_token: Callable[[], str], pause: Callable[[float], None]) -> None:
        self._new_token = new_token
        self._pause = pause

    def commit(self, changes: Sequence[Change]) -> None:
        """All changes in one transaction."""
        commit(changes, self._new_token(), self._pause)

    def request(self, request_id: str) -> AccountRequest | None:
        """One request, in one get."""
        return stored(keys.request(request_id), AccountRequest)

    def request_file(self, request_id: str) -> RequestFile | None:
        """The request's row and its mails, which lie side by side, in one query."""
        partition, row = keys.request(request_id)
        found = _query(partition, Record.sk.between(keys.MAIL_PREFIX, row))
        if not found or found[-1].sk != row:
            return None
        mails = [decoded(record.document, Mail) for record in found[:-1]]
        return RequestFile(decoded(found[-1].document, AccountRequest), mails)

    def requests_of(self, person_id: str, limit: int, start: str | None) -> Page[RequestFile]:
        """A person's own requests, newest first."""
        return self._listed(keys.own_partition(person_id), limit, start, newest_first=True)

    def requests_in_review(self, limit: int, start: str | None) -> Page[RequestFile]:
        """What waits for a reviewer, oldest first."""
        return self._listed(keys.REVIEWS, limit, start, newest_first=False)

    def request_ids_of(self, person_id: str, limit: int) -> Page[str]:
        """The ids of a person's newest requests."""
        return _pointers(keys.own_partition(person_id), limit, None, newest_first=True)

    def requests_and_locks(
        self, request_ids: Iterable[str], domains: Iterable[tuple[str, str]]
    ) -> tuple[Sequence[AccountRequest], Sequence[DomainLock]]:
        """These requests and locks, in one batch."""
        requests = [keys.request(one) for one in request_ids]
        locks = [keys.lock(*one) for one in domains]
        found = _batch([*requests, *locks])
        return (
            [decoded(found[key].document, AccountRequest) for key in requests if key in found],
            [decoded(found[key].document, DomainLock) for key in locks if key in found],
        )

    def _listed(self, partition: str, limit: int, start: str | None, *, newest_first: bool) -> Page[RequestFile]:
        listed = _pointers(partition, limit, start, newest_first=newest_first)
        files = [self.request_file(one) for one in listed.items]
        return Page([one for one in files if one], listed.next_start)

    def events(self, request_id: str) -> Sequence[AuditEvent]:
        """The audit trail, oldest first."""
        partition, _ = keys.request(request_id)
        return _all(partition, keys.EVENT_PREFIX, AuditEvent)

    def guards(
        self, tally_keys: Iterable[str], person_id: str | None = None, idempotency_key: str | None = None
    ) -> Guards:
        """All guards asked for, in one batch."""
        wanted = [keys.tally(key) for key in tally_keys]
        open_key = keys.open_requests(person_id) if person_id else None
        remembered_key = keys.remembered(idempotency_key) if idempotency_key else None
        found = _batch([*wanted, *(key for key in (open_key, remembered_key) if key)])
        tallies = [decoded(found[key].document, Tally) for key in wanted if key in found]
        return Guards(
            {tally.key: tally for tally in tallies},
            _open_requests(found[open_key]) if open_key in found else None,
            decoded(found[remembered_key].document, Remembered) if remembered_key in found else None,
        )

    def locks(self, registrable_domain: str) -> Sequence[DomainLock]:
        """Every lock under an organisation domain."""
        partition, _ = keys.lock(registrable_domain, "")
        return _all(partition, keys.DOMAIN_PREFIX, DomainLock)

    def locks_on(self, domains: Iterable[tuple[str, str]]) -> Mapping[str, DomainLock]:
        """The locks on these (registrable domain, identifier) pairs, by identifier."""
        found = _batch([keys.lock(organisation, identifier) for organisation, identifier in domains])
        locks = (decoded(record.document, DomainLock) for record in found.values())
        return {lock.domain_identifier: lock for lock in locks}

    def account(self, account_id: str) -> SmartAccount | None:
        """One account."""
        return stored(keys.account(account_id), SmartAccount)

    def accounts(self, account_ids: Iterable[str]) -> Sequence[SmartAccount]:
        """Those of the accounts that exist."""
        found = _batch([keys.account(one) for one in account_ids])
        return [decoded(record.document, SmartAccount) for record in found.values()]

    def virtual_accounts(self, account_id: str) -> Sequence[VirtualAccount]:
        """The account's parts, oldest first."""
        partition, _ = keys.account(account_id)
        parts = _all(partition, keys.VIRTUAL_PREFIX, VirtualAccount)
        return sorted(parts, key=lambda part: (part.created_at, part.virtual_account_id))

    def grants(self, email_key: str) -> Sequence[Grant]:
        """What a person may do, on any account."""
        return _all(f"ADDRESS#{email_key}", keys.GRANT_PREFIX, Grant)


def _query(partition: str, condition: Condition) -> Sequence[Record]:
    with reading():
        return list(Record.query(partition, condition, consistent_read=True))


def _all(partition: str, prefix: str, kind: type[T]) -> Sequence[T]:
    return [decoded(record.document, kind) for record in _query(partition, Record.sk.startswith(prefix))]


def _batch(wanted: Sequence[Key]) -> dict[Key, Record]:
    with reading():
        read = list(Record.batch_get(list(wanted), consistent_read=True))
    found = {(record.pk, record.sk): record for record in read}
    return {key: found[key] for key in wanted if key in found}


def _pointers(partition: str, limit: int, start: str | None, *, newest_first: bool) -> Page[str]:
    after = {"pk": {"S": partition}, "sk": {"S": start}} if start else None
    with reading():
        listed = Record.query(
            partition,
            limit=limit,
            last_evaluated_key=after,
            consistent_read=True,
            scan_index_forward=not newest_first,
        )
        pointers = list(listed)
    last = listed.last_evaluated_key
    return Page([str(record.holder) for record in pointers], last["sk"]["S"] if last else None)


def _open_requests(record: Record) -> OpenRequests:
    ends = {
        one: datetime.fromisoformat(end) for one, end in (record.ends.as_dict() if record.ends else {}).items()
    }
    return OpenRequests(record.pk.removeprefix("OPEN#"), ends, int(record.version or 0))
