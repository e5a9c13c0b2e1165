"""Write what lists know of each request, and what became of its links, into the lists of requester, team and reviewers.

Releases before 0.3.0 kept neither there, and knew no teams: until this has run, such requests are found by reading each
of them, and those of a team by their requester alone. A request gets the team of the account whose identifier is its
requester's mail domain; each address with a role on an account is noted as a member of its team. Nor did they note with
a recipient which requests they were asked about, by which a link is found that is to be mailed again. Every row is
written by itself, conditioned on what was read. Killed at any call, it is run again and continues; run once more, it
writes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice

from chalicelib import VERSION
from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import Attribute, begins_with, equals, exists
from chalicelib.adapters.dynamodb.documents import encoded
from chalicelib.adapters.dynamodb.get import readable
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.record_types import next_version
from chalicelib.adapters.dynamodb.table import Check, Operation, Put, Row, Update
from chalicelib.bootstrap import Container
from chalicelib.domain.accounts.account import Grant
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.requests.delivery import link_deliveries
from chalicelib.domain.requests.limits import RateWindow, asked_about, recipient_counter
from chalicelib.domain.requests.listing import entry_of
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.requests.teams import with_known_team
from chalicelib.services.unit_of_work.commit import kept, run_transaction
from chalicelib.services.unit_of_work.ports import Ports, StaleState
from chalicelib.services.unit_of_work.unreadable import unless_unreadable
from chalicelib.services.unit_of_work.writes import Write

# A batch read has at most 100 rows.
BATCH = 100
MOST_TRIES = 5


def is_needed(container: Container) -> bool:
    """Whether this release has not listed all requests yet: the release before lists none of what it changes."""
    row = container.table.get(keys.LISTED)
    return row is None or row.holder != VERSION


def has_unlisted(container: Container) -> bool:
    """Whether there may be requests that are still to be listed, which a call of the release before may change."""
    requests = container.table.scan(equals("sk", keys.REQUEST_ROW))
    return is_needed(container) and next(requests, None) is not None


def list_all(container: Container) -> int:
    """List every request anew that its requester's list does not know as it is; return of how many."""
    scanned = container.table.scan(begins_with("pk", keys.REQUEST_PARTITION) & equals("sk", keys.REQUEST_ROW))
    requests, listed = readable(scanned, AccountRequest), _members_noted(container)
    while batch := list(islice(requests, BATCH)):
        wanted = [place(one) for one in batch for place in (keys.own_request, keys.pending)]
        known = container.table.batch(wanted)
        listed += sum(_listed(container, one, known) for one in batch)
    if is_needed(container):
        container.table.put(Row(*keys.LISTED, holder=VERSION))
    return listed


def _members_noted(container: Container) -> int:
    """Note the address of each role as a member of its account's team, while the role is there; return how many."""
    roles = begins_with("pk", keys.ACCOUNT_PARTITION) & begins_with("sk", keys.GRANT_PREFIX)
    noted = 0
    for row in container.table.scan(roles, consistent=True):
        for grant in readable([row], Grant):
            member = keys.team_member(grant.account_id, grant.email)
            if container.table.get(member) is None:
                operations: list[Operation] = [
                    Check(row.key, equals("document", row.document or "")),
                    Put(Row(*member)),
                ]
                with suppress(StaleState):  # A role that has changed was noted by who changed it.
                    container.table.transact(operations, container.ports.ids.new_id())
                    noted += 1
    return noted


def note_asked(container: Container) -> int:
    """Note every open request with the recipients who may still decide; return how many notes were missing.

    Raises `busy` for a recipient who is mailed all the time: this is to be run again.
    """
    scanned = container.table.scan(begins_with("pk", keys.REQUEST_PARTITION) & equals("sk", keys.REQUEST_ROW))
    return sum(
        _asked(container.ports, request, MailAddress.parse(nomination.email))
        for request in readable(scanned, AccountRequest)
        if request.state.wants_link_mails
        for nomination in request.waiting()
    )


def _asked(ports: Ports, request: AccountRequest, recipient: MailAddress) -> bool:
    key = recipient_counter(recipient)

    def attempt() -> tuple[bool, Sequence[Write]]:
        now = ports.clock.now()
        window = ports.store.preconditions([key]).rate_windows.get(key, RateWindow(key))
        if window.request_id(request.reference) or request.expires_at <= now:
            return False, ()
        return True, [kept(asked_about(window, request, now), ports.policy, now)]

    return run_transaction(ports, attempt)


def _listed(container: Container, request: AccountRequest, known: Mapping[Key, Row]) -> bool:
    """List a request if its row says something else; return whether it was written.

    Raises `StaleState` for a request that changes all the time: this is to be run again.
    """
    places = [keys.own_request(request), *([keys.pending(request)] if request.state.asks_approvers else [])]
    if request.team_account_id is not None and all(_is_listed(request, known.get(place)) for place in places):
        return False
    for tries_left in reversed(range(MOST_TRIES)):
        operations = list(_operations(container, request))
        if not operations:
            return False
        try:
            container.table.transact(operations, container.ports.ids.new_id())
        except StaleState:
            if not tries_left:
                raise
        else:
            return True
    return False


def _is_listed(request: AccountRequest, row: Row | None) -> bool:
    """Whether the row is as this release writes it; one that cannot be read is left as it is."""
    if row is None:
        return False
    return bool(row.malformed) or (row.deliveries is not None and row.document == encoded(entry_of(request)))


def _operations(container: Container, request: AccountRequest) -> Iterator[Operation]:
    """Yield what lists the request as it is now. The version is read before the mails, as for their reports."""
    version = container.ports.store.listed_version(request)
    found = unless_unreadable(lambda: container.ports.store.request_file(request.request_id))
    if version is None or found is None:
        return
    current = found.request
    if current.team_account_id is None:
        current = with_known_team(container.ports, current)
        yield next_version(current)
    else:
        yield Check(keys.request(current.request_id), equals("version", current.version))
    listed: dict[Attribute, str | None] = {
        "holder": current.request_id,
        "document": encoded(entry_of(current)),
        "deliveries": encoded(link_deliveries(current, found.mails)),
    }
    as_read = equals("version", version) if version else ~exists("version")
    yield Update(keys.own_request(current), as_read, listed, raises_version=True)
    of_team = keys.team_request(current)
    if of_team:
        yield Update(of_team, None, listed)
    if current.state.asks_approvers:
        yield Update(keys.pending(current), None, listed)
