"""The store port over DynamoDB. Every read is one get, one batch or one query, strongly consistent."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.access_store import DynamoAccessStore
from chalicelib.adapters.dynamodb.conditions import Between
from chalicelib.adapters.dynamodb.documents import stamp
from chalicelib.adapters.dynamodb.get import held, readable, stored, unreadable
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.programs.store import DynamoProgramStore
from chalicelib.adapters.dynamodb.proofs.store import DynamoProofStore
from chalicelib.adapters.dynamodb.query import ListedRow, RequestList, deliveries_in, every, merged, those
from chalicelib.adapters.dynamodb.recovery.store import DynamoRecoveryStore
from chalicelib.adapters.dynamodb.sealing_store import DynamoSealingStore
from chalicelib.adapters.dynamodb.table import Operation, Put, Row, StaleRow, Table
from chalicelib.adapters.dynamodb.webhooks.mapping import writes_of
from chalicelib.adapters.dynamodb.webhooks.store import DynamoWebhookStore
from chalicelib.domain.access.request import RecentAccessRequests
from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.mails import Mail
from chalicelib.domain.requests.delivery import link_deliveries
from chalicelib.domain.requests.limits import OpenRequests, RateWindow
from chalicelib.domain.requests.listing import ListedEntry, Wanted
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.unit_of_work.access_ports import NO_TEAM, DirectoryRows, TeamAsked
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.ports import NO_ACCOUNT, ListedRequest, MailKey, Preconditions, RequestFile
from chalicelib.services.unit_of_work.terms import AnsweredBefore
from chalicelib.services.unit_of_work.unreadable import unless_unreadable
from chalicelib.services.unit_of_work.writes import KeptAnswer, Remembered, Write

TRIES = 5
FIRST_PAUSE_SECONDS = 0.05


class DynamoStore(
    DynamoAccessStore, DynamoProgramStore, DynamoProofStore, DynamoRecoveryStore, DynamoSealingStore, DynamoWebhookStore
):
    """`pause` waits between tries of a transaction, `new_token` names a commit for DynamoDB."""

    def __init__(self, table: Table, new_token: Callable[[], str], pause: Callable[[float], None]) -> None:
        super().__init__(table)
        self._new_token = new_token
        self._pause = pause

    def commit(self, changes: Sequence[Write]) -> None:
        """All changes in one transaction, repeated if the answer was lost or another transaction conflicts.

        Every try carries the same operations and the same token, so a try whose answer was lost is not applied
        twice. Raises `StaleState` when a condition failed, `AnsweredBefore` if that of a kept answer did, or `busy`.
        """
        operations, token = _once(operation for change in changes for operation in writes_of(change)), self._new_token()
        for number in range(TRIES):
            try:
                self._table.transact(operations, token)
            except StaleRow as stale:
                raise AnsweredBefore(held(stale.row, KeptAnswer)) from None
            except Refused as refused:
                if refused.problem is not Problem.BUSY:
                    raise
            else:
                return
            self._pause(FIRST_PAUSE_SECONDS * 2**number)
        raise Refused(Problem.BUSY)

    def request(self, request_id: str) -> AccountRequest | None:
        """One request, in one get."""
        return stored(self._table, keys.request(request_id), AccountRequest)

    def request_file(self, request_id: str) -> RequestFile | None:
        """The request's row and its mails, which lie side by side, in one query."""
        partition, row = keys.request(request_id)
        found = self._table.query(partition, Between("sk", keys.MAIL_PREFIX, row)).items
        if not found or found[-1].sk != row:
            return None
        mails = [one for one in found[:-1] if one.sk.startswith(keys.MAIL_PREFIX)]
        return RequestFile(held(found[-1], AccountRequest), list(readable(mails, Mail)))

    def requests_of(
        self, person_id: str, limit: int, start: str | None, wanted: Wanted | None = None
    ) -> Page[ListedRequest]:
        """A person's own requests, newest first."""
        return self._page(self._list(keys.own_partition(person_id), wanted).page(limit, start))

    def entries_of(self, person_id: str, most: int, start: str | None) -> Page[ListedEntry]:
        """What a person's list knows of their own requests, newest first."""
        return self._list(keys.own_partition(person_id)).entries(most, start)

    def requests(self, request_ids: Iterable[str]) -> Sequence[AccountRequest]:
        """Those that exist, in the order of the ids, in one batch."""
        wanted = [keys.request(one) for one in request_ids]
        return those(wanted, self._table.batch(wanted), AccountRequest, listed=True)

    def requests_in_review(
        self, limit: int, start: str | None, wanted: Wanted | None, *, newest_first: bool = True, pending: bool = False
    ) -> Page[ListedRequest]:
        """What waits for a reviewer or, if `pending`, for its approvers, by time."""
        partition = keys.PENDING if pending else keys.REVIEWS
        return self._page(RequestList(self._table, partition, "", wanted, newest_first).page(limit, start))

    def team_requests(
        self, account_ids: Sequence[str], limit: int, start: str | None, wanted: Wanted | None = None
    ) -> Page[ListedRequest]:
        """What these teams have requested, newest first; their lists are read one after the other."""
        pages = [self._list(keys.team_partition(one), wanted).page(limit, start) for one in account_ids]
        return self._page(merged(pages, limit, lambda listed: listed.row.sk))

    def team_entries(self, account_ids: Sequence[str], most: int, start: str | None) -> Page[ListedEntry]:
        """What these teams' lists know of their requests, newest first; they are read one after the other."""
        pages = [self._list(keys.team_partition(one)).entries(most, start) for one in account_ids]
        return merged(pages, most, lambda listed: keys.listed_at(listed.entry.created_at, listed.request_id))

    def listed_version(self, request: AccountRequest) -> int | None:
        """The version of what is kept in the requester's list of the links, in one get."""
        row = self._table.get(keys.own_request(request))
        return None if row and row.malformed else (row and row.version) or 0

    def directory_rows(
        self, request_ids: Iterable[str], person_id: str, domains: Iterable[tuple[str, str]]
    ) -> DirectoryRows:
        """All of them in one batch."""
        requests = [keys.request(one) for one in request_ids]
        locks = [keys.lock(*one) for one in domains]
        asked = keys.recent_access_requests(person_id)
        found = self._table.batch([*requests, asked, *locks])
        return DirectoryRows(
            those(requests, found, AccountRequest, listed=True),
            next(iter(those([asked], found, RecentAccessRequests)), None),
            those(locks, found, DomainLock),
        )

    def _list(self, partition: str, wanted: Wanted | None = None) -> RequestList:
        return RequestList(self._table, partition, keys.OWN_PREFIX, wanted)

    def _page(self, page: Page[ListedRow]) -> Page[ListedRequest]:
        return Page([self._listed(one) for one in page.items], page.next_start)

    def _listed(self, listed: ListedRow) -> ListedRequest:
        """What became of the links is in the list or, of a request of an earlier release, in its mails."""
        request, known = listed.request, deliveries_in(listed.row)
        if known is None and any(one.generation for one in request.nominations):
            known = link_deliveries(request, self._mails_in_list(request.request_id))
        return ListedRequest(request, known or {})

    def _mails_in_list(self, request_id: str) -> Sequence[Mail]:
        found = unless_unreadable(lambda: self.request_file(request_id))
        return found.mails if found else ()

    def events(self, request_id: str) -> Sequence[AuditEvent]:
        """The audit trail, oldest first."""
        partition, _ = keys.request(request_id)
        return every(self._table, partition, keys.EVENT_PREFIX, AuditEvent)

    def preconditions(
        self,
        tally_keys: Iterable[str],
        person_id: str | None = None,
        idempotency_key: str | None = None,
        team: TeamAsked = NO_TEAM,
    ) -> Preconditions:
        """All guards asked for, in one batch; left out, each of them would let somebody through."""
        wanted = [keys.rate_window(key) for key in tally_keys]
        open_key = keys.open_requests(person_id) if person_id else None
        remembered_key = keys.remembered(idempotency_key) if idempotency_key else None
        account_key = keys.account(team.account_id) if team.account_id else None
        members = {keys.team_member(team.account_id, one): one for one in team.emails if team.account_id}
        single = (key for key in (open_key, remembered_key, account_key) if key)
        found = self._table.batch([*wanted, *single, *members])
        windows = [held(found[key], RateWindow) for key in wanted if key in found]
        return Preconditions(
            {one.key: one for one in windows},
            _open_requests(found[open_key]) if open_key in found else None,
            held(found[remembered_key], Remembered) if remembered_key in found else None,
            held(found[account_key], SmartAccount) if account_key in found else None,
            frozenset(one for key, one in members.items() if key in found),
        )

    def locks(self, registrable_domain: str) -> Sequence[DomainLock]:
        """Every lock listed under an organisation domain."""
        partition, _ = keys.lock(registrable_domain, "")
        return every(self._table, partition, keys.DOMAIN_PREFIX, DomainLock)

    def locks_on(self, domains: Iterable[tuple[str, str]], follows: str = "") -> Mapping[str, DomainLock]:
        """The locks on the identifiers of these pairs, in one batch. Raises `record-unreadable`, or `busy`.

        Of a lock and its copies the one that holds longest counts: earlier releases wrote the copy alone.
        """
        wanted = [key for _, one in domains for key in (keys.domain_lock(one), *keys.listed_locks(one))]
        found = self._table.batch([*wanted, *([keys.SUFFIX_LIST] if follows else [])])
        followed = found.pop(keys.SUFFIX_LIST, None)
        if followed and followed.holder != follows:
            raise Refused(Problem.BUSY)
        locks = [held(row, DomainLock) for row in found.values()]
        return {lock.domain_identifier: lock for lock in sorted(locks, key=_holds_until)}

    def kept_answer(self, key: str) -> KeptAnswer | None:
        """One kept answer, in one get."""
        return stored(self._table, keys.kept_answer(key), KeptAnswer)

    def mail(self, key: MailKey) -> Mail | None:
        """One mail, in one get."""
        return stored(self._table, keys.mail(key.request_id, key.mail_id), Mail)

    def mails_of(self, request_id: str) -> Sequence[Mail]:
        """All mails of a partition, in one query."""
        return every(self._table, keys.request(request_id)[0], keys.MAIL_PREFIX, Mail, complete=True)

    def account(self, account_id: str) -> SmartAccount | None:
        """One account."""
        return stored(self._table, keys.account(account_id), SmartAccount)

    def accounts(self, account_ids: Iterable[str]) -> Sequence[SmartAccount]:
        """Those of the accounts that exist; one that is missing is noted, unless no account was meant."""
        wanted = [keys.account(one) for one in account_ids]
        return those(wanted, self._table.batch(wanted), SmartAccount, listed=keys.account(NO_ACCOUNT) not in wanted)


def _once(operations: Iterable[Operation]) -> list[Operation]:
    """Leave out a put that is there already, as of the address of two roles: a transaction takes a row once."""
    puts, found = dict[Key, Operation](), list[Operation]()
    for operation in operations:
        if not isinstance(operation, Put) or puts.get(operation.row.key) != operation:
            found.append(operation)
        if isinstance(operation, Put):
            puts[operation.row.key] = operation
    return found


def _holds_until(lock: DomainLock) -> tuple[bool, str]:
    return lock.ends_at is None, stamp(lock.ends_at) if lock.ends_at else ""


def _open_requests(row: Row) -> OpenRequests:
    """Raises `record-unreadable`."""
    if row.malformed:
        raise unreadable(row)
    try:
        ends = {one: datetime.fromisoformat(end) for one, end in (row.ends or {}).items()}
    except ValueError:
        raise unreadable(row) from None
    return OpenRequests(row.pk.removeprefix("OPEN#"), ends, row.version or 0)
