"""Which kinds of rows may hold somebody's mail address, and what is left of each when that person is erased.

A kind that is not in this table is changed by nobody; events hold no address, and their seals must stay.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.documents import decoded, encoded
from chalicelib.adapters.dynamodb.table import Row
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.accounts.account import AccountStatus, SmartAccount
from chalicelib.domain.accounts.importing import LastImport
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.mails import Audience, Mail, MailStatus
from chalicelib.domain.requests.request import AccountRequest, Decision
from chalicelib.services.unit_of_work.access_writes import SaveAccessRequest
from chalicelib.services.unit_of_work.writes import SaveAccount, SaveLastImport, SaveMail, SaveRequest, Write
from infra.operate.address_occurrences import MARKER, Traces
from infra.rebuild_index import PROGRESS

T = TypeVar("T")


class InTheWay(Exception):
    """Somebody has to do something first; the message says what, without the address."""


@dataclass(frozen=True)
class Whom:
    """Whom to erase: the traces of their address, and the name they decided under for others, where they did."""

    traces: Traces
    name: str = ""

    def decided_as(self, name: str) -> bool:
        """Whether a decision that is told by this name is taken for theirs."""
        return bool(self.name) and name == self.name


@dataclass(frozen=True)
class Edit(Generic[T]):
    """How a row of value loses the person: what it then holds, None where it has to go, and how that is saved."""

    holds: type[T]
    without: Callable[[T, Whom], T | None]
    saved: Callable[[T, T], Write]


@dataclass(frozen=True)
class Kind:
    """A kind of rows, by what their keys begin with; where there is no edit, a row with the address goes."""

    name: str
    partition: str
    sort: str = ""
    edit: Edit[Any] | None = None

    def has(self, row: Row) -> bool:
        """Whether the row is of this kind."""
        return row.pk.startswith(self.partition) and row.sk.startswith(self.sort)


def request_without(request: AccountRequest, whom: Whom) -> AccountRequest:
    """An open request is in the way where the person asks or is asked: it still has mails for them."""
    traces = whom.traces
    if request.state.is_open:
        if traces.stand_in(request.requester.email):
            raise InTheWay(f"{request.reference} is their own and open: have it withdrawn, or a reviewer decline it")
        if any(traces.stand_in(one.email) for one in request.waiting()):
            raise InTheWay(f"{request.reference} waits for them: have the address replaced, or it withdrawn")
    left = _struck(request, AccountRequest, traces)
    is_theirs = left.requester.email == str(MARKER)
    return replace(
        left,
        requester=replace(left.requester, name="") if is_theirs else left.requester,
        decision=left.decision and _unnamed(left.decision, whom, is_theirs),
    )


def access_request_without(request: AccessRequest, whom: Whom) -> AccessRequest:
    """One that waits is in the way: approving it would give the person the role again."""
    if request.decision is None and whom.traces.stand_in(request.requester.email):
        raise InTheWay(f"access request {request.access_request_id} is their own and waits: have it declined")
    left = _struck(request, AccessRequest, whom.traces)
    is_theirs = left.requester.email == str(MARKER)
    decided = left.decision
    return replace(
        left,
        requester=replace(left.requester, name="") if is_theirs else left.requester,
        decision=replace(decided, name="") if decided and whom.decided_as(decided.name) else decided,
    )


def mail_without(mail: Mail, whom: Whom) -> Mail | None:
    """What was to go to them goes to nobody; of a notice to one of many even the key follows from the address."""
    left = _struck(mail, Mail, whom.traces)
    if left.draft.to == mail.draft.to:
        return left
    if mail.draft.audience in (Audience.ADMINISTRATORS, Audience.REVIEWERS):
        return None
    if mail.status in (MailStatus.DUE, MailStatus.DEAD):
        return replace(left, status=MailStatus.OBSOLETE, due_at=None)
    return left


def account_without(account: SmartAccount, whom: Whom) -> SmartAccount:
    """The last administrator is in the way: an account must not be left to nobody.

    A name that holds the address is its administrator's to change, but for an account that nobody has any more.
    """
    others = tuple(one for one in account.administrators if not whom.traces.stand_in(one.email))
    if account.administrators and not others:
        first = "give somebody else that role first"
        raise InTheWay(f"account {account.account_id} has no other administrator: {first}")
    left = replace(account, administrators=others)
    if account.status is AccountStatus.CANCELLED:
        left = _struck(left, SmartAccount, whom.traces)
    return account if left == account else replace(left, version=account.version + 1)


def last_import_without(last: LastImport, whom: Whom) -> LastImport:
    """Of a name that held the address, the rest; ids of roles stay, so that no import brings the person back."""
    return _struck(last, LastImport, whom.traces)


KINDS = (
    Kind(
        "requests",
        "REQUEST#",
        keys.REQUEST_ROW,
        Edit(AccountRequest, request_without, lambda _, left: SaveRequest(left)),
    ),
    Kind(
        "access_requests",
        "REQUEST#",
        keys.ACCESS_ROW,
        Edit(AccessRequest, access_request_without, lambda _, left: SaveAccessRequest(left)),
    ),
    Kind("mails", "REQUEST#", keys.MAIL_PREFIX, Edit(Mail, mail_without, lambda _, left: SaveMail(left))),
    Kind(
        "accounts",
        "ACCOUNT#",
        keys.ACCOUNT_ROW,
        Edit(SmartAccount, account_without, lambda before, left: SaveAccount(left, before)),
    ),
    Kind(
        "accounts",
        "ACCOUNT#",
        keys.IMPORT_ROW,
        Edit(LastImport, last_import_without, lambda _, left: SaveLastImport(left)),
    ),
    Kind("roles", "ACCOUNT#", keys.GRANT_PREFIX),
    Kind("roles", "ADDRESS#", keys.GRANT_PREFIX),
    Kind("roles", "PERSON#", keys.GRANT_PREFIX),
    Kind("tallies", "TALLY#"),
    Kind("sessions", "SESSION#"),
    Kind("sign_ins", "SIGNIN#"),
    Kind("remembered_answers", "IDEMPOTENCY#"),
    # How far a rebuild of the index came, which may be any row's key; without it a rebuild begins anew.
    Kind("rebuilds", *PROGRESS),
)


def _struck(held: T, kind: type[T], traces: Traces) -> T:
    return decoded(encoded(traces.struck(decoded(encoded(held), object))), kind)


def _unnamed(decision: Decision, whom: Whom, is_requester: bool) -> Decision:
    """An approver is told by address, which is struck out already; others by name."""
    as_requester = decision.role is Role.REQUESTER and is_requester
    as_reviewer = decision.role is Role.REVIEWER and whom.decided_as(decision.by)
    return replace(decision, by="") if as_requester or as_reviewer else decision
