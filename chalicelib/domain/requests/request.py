"""Account requests and their nominations: stored state, and what is derived from it for a given time."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.accounts.proposed_access import ProposedAccess, shown_to
from chalicelib.domain.events import EventDraft
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.identity.person import Requester
from chalicelib.domain.mails import MailDraft
from chalicelib.domain.requests.text_fields import TextField
from chalicelib.domain.requests.transitions import STATES, RequestStatus, State
from chalicelib.domain.value_classes import value_class

# Most people who are told of the end of one request.
MOST_WATCHERS = 20
# All nominations are stored in the request's row: each takes up to 4.6 KB of the 400 KB that DynamoDB allows.
MOST_NOMINATIONS = 80


class NominationState(StrEnum):
    """State of a nomination."""

    WAITING = "waiting"
    FORWARDED = "forwarded"
    SUPERSEDED = "superseded"
    DECIDED = "decided"
    CLOSED = "closed"


class ReasonCode(StrEnum):
    """Why an approver declines; `other` requires a text."""

    ALREADY_HAVE_ACCOUNT = "already_have_account"
    WRONG_DOMAIN = "wrong_domain"
    WRONG_PERSON = "wrong_person"
    NOT_NEEDED = "not_needed"
    SUSPICIOUS = "suspicious"
    OTHER = "other"


class EndReason(StrEnum):
    """Why a request expired before its time."""

    UNDELIVERABLE = "undeliverable"


@value_class
class Nomination:
    """A person who is asked to decide, the owner of one link.

    The link is derived from (nomination, generation, link_key). Generation 0 has no link yet, because the request
    is in review. `resent_at` is the time of the last resend or renewal, which share their limits. `mailed_again` are
    the times of a day at which the same link was mailed once more.
    """

    nomination_id: str
    email: str
    language: str
    state: NominationState = NominationState.WAITING
    generation: int = 0
    link_key: str = ""
    link_expires_at: datetime | None = None
    hops: int = 0
    resends: int = 0
    resent_at: datetime | None = None
    message: str = ""
    replaced_by: str | None = None
    mailed_again: tuple[datetime, ...] = ()

    @property
    def is_waiting(self) -> bool:
        """Whether this person may still decide."""
        return self.state is NominationState.WAITING


@value_class
class Decision:
    """How a person ended a request. `by` is an address or a name; only the requester may see it in full."""

    outcome: RequestStatus
    role: Role
    by: str
    at: datetime
    nomination_id: str | None = None
    generation: int = 0
    reason_code: ReasonCode | None = None
    reason: str = ""
    authority_statement: str | None = None


@value_class
class Watcher:
    """Somebody else who wants to be told once when the request has ended."""

    person_id: str
    email: str
    language: str


@value_class
class AccountRequest:
    """A Smart Account requested on a customer's behalf, with everybody who was ever asked to decide.

    The nominations are stored in the request's row, so they change together with it under one version, and a
    decision needs a single read. `reminders` counts those whose day has passed, `remind_at` is the next day.
    `accepted_addresses` are the addresses that a reviewer saw and accepted, as they were typed. `updated_at` is the
    time of the last audit event, which earlier releases did not keep. `team_account_id` is the account of the team that
    the request belongs to, with its identifier; empty if it is the requester's own, None if an earlier release
    stored it. `gives_up_at` is when it ends if nobody can be reached until then.
    """

    request_id: str
    reference: str
    status: RequestStatus
    account_id: str
    account_name: str
    domain_identifier: str
    registrable_domain: str
    requester: Requester
    customer_language: str
    note_to_customer: str
    note_to_reviewer: str
    nominations: tuple[Nomination, ...]
    created_at: datetime
    expires_at: datetime
    pending_since: datetime | None = None
    reminders: int = 0
    remind_at: datetime | None = None
    decision: Decision | None = None
    accepted_addresses: tuple[str, ...] = ()
    reviewed: bool = False
    order_reference: str = ""
    updated_at: datetime | None = None
    team_account_id: str | None = None
    team_domain: str = ""
    proposed_access: tuple[ProposedAccess, ...] = ()
    gives_up_at: datetime | None = None
    end_reason: EndReason | None = None
    watchers: tuple[Watcher, ...] = ()
    event_count: int = 0
    last_seal: str = ""
    version: int = 0

    @property
    def state(self) -> State:
        """The row of the stored status in the transition table."""
        return STATES[self.status]

    def state_at(self, now: datetime) -> State:
        """Return the row of the exact status at this time."""
        return STATES[self.status_at(now)]

    def status_at(self, now: datetime) -> RequestStatus:
        """Return the exact status at this time: an open request whose time is over has expired, announced or not."""
        if self.state.is_open and now >= self.expires_at:
            return RequestStatus.EXPIRED
        return self.status

    @property
    def changed_at(self) -> datetime:
        """When the request changed last; of one of an earlier release, the latest change that it tells of."""
        told = [self.created_at, *filter(None, [self.pending_since, *(one.resent_at for one in self.nominations)])]
        if self.decision:
            told.append(self.decision.at)
        return self.updated_at or max(told)

    def text(self, field: TextField) -> str:
        """Return what the requester wrote in this field."""
        written: str = getattr(self, field)
        return written

    @property
    def revision(self) -> str:
        """Differs after every event. What becomes of mails, and the end of time, are no events of the request."""
        return str(self.event_count)

    @property
    def due_at(self) -> datetime | None:
        """When the scheduled job must process the request next; None once it is closed."""
        if not self.state.is_open:
            return None
        return min(filter(None, (self.expires_at, self.remind_at, self.gives_up_at)))

    def nomination(self, nomination_id: str) -> Nomination | None:
        """Return the nomination with this id, in any state."""
        return next((one for one in self.nominations if one.nomination_id == nomination_id), None)

    def waiting(self) -> Iterator[Nomination]:
        """Return the nominations of everybody who may still decide, in the order in which they were asked."""
        return (one for one in self.nominations if one.is_waiting)

    def proposed_to(self, nomination: Nomination) -> Sequence[ProposedAccess]:
        """Return what this person may grant of the proposed access."""
        return shown_to(self.proposed_access, nomination.email)

    def with_nomination(self, changed: Nomination) -> "AccountRequest":
        """Return the request with this nomination, which replaces the one with the same id or is appended."""
        if self.nomination(changed.nomination_id) is None:
            return replace(self, nominations=(*self.nominations, changed))
        kept = (changed if one.nomination_id == changed.nomination_id else one for one in self.nominations)
        return replace(self, nominations=tuple(kept))

    def with_all_closed(self) -> "AccountRequest":
        """Return the request with every waiting nomination closed, as when somebody else has ended it."""
        closed = (replace(one, state=NominationState.CLOSED) if one.is_waiting else one for one in self.nominations)
        return replace(self, nominations=tuple(closed))

    def next_nomination_id(self) -> str:
        """Return the next id. Ids count up within a request; its own id of 128 random bits makes them unguessable."""
        return str(len(self.nominations) + 1)


@value_class
class Transition:
    """The result of a decision: the changed request, its audit event and the mails to send."""

    request: AccountRequest
    event: EventDraft
    mails: tuple[MailDraft, ...] = ()
