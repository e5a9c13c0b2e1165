"""Schemas of the problems that tell facts: each with the members that it has beside those of all problems."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from chalicelib.domain.errors import Problem
from chalicelib.web.schemas.common import ProblemView
from chalicelib.web.schemas.recoveries import RecoveryStatusName
from chalicelib.web.schemas.requests import DecisionView, StatusName

ActionName = Literal[
    "submit", "accept", "approve", "decline", "forward", "resend", "reassign", "withdraw", "hand_over", "expire"
]

LimitNameText = Literal[
    "calls_of_all",
    "calls_per_network",
    "check_pause",
    "checks_per_day",
    "inquiries_per_person",
    "mails_of_customer",
    "mails_per_organisation",
    "mails_per_recipient",
    "mails_per_requester",
    "mails_per_team",
    "offers_per_address",
    "open_access_requests",
    "open_requests",
    "programs_per_account",
    "proofs_per_holder",
    "recoveries_per_account",
    "resend_pause",
    "resends_per_nomination",
    "waiting_per_account",
    "watchers_per_request",
    "webhooks_per_account",
]


class AccountExistsProblem(ProblemView, kw_only=True):
    """The account that has the domain identifier."""

    account_id: str


class ActionNotAllowedProblem(ProblemView, kw_only=True):
    """What cannot be done, and in which status of the request, account, proof, recovery, program or webhook."""

    current_status: StatusName | msgspec.UnsetType = msgspec.UNSET
    action: ActionName | msgspec.UnsetType = msgspec.UNSET
    account_status: Literal["pending", "active", "cancelled"] | msgspec.UnsetType = msgspec.UNSET
    proof_status: Literal["asked", "proved", "lapsed", "expired", "withdrawn"] | msgspec.UnsetType = msgspec.UNSET
    recovery_status: RecoveryStatusName | msgspec.UnsetType = msgspec.UNSET
    program_status: Literal["invited", "active", "expired", "revoked"] | msgspec.UnsetType = msgspec.UNSET
    webhook_status: Literal["active", "disabled", "ended"] | msgspec.UnsetType = msgspec.UNSET


class AlreadyDecidedProblem(ProblemView, kw_only=True):
    """How a request was decided, or the status of a request for access or of a recovery."""

    decision: DecisionView | msgspec.UnsetType = msgspec.UNSET
    access_request_status: Literal["approved", "declined"] | msgspec.UnsetType = msgspec.UNSET
    recovery_status: RecoveryStatusName | msgspec.UnsetType = msgspec.UNSET


class DomainMalformedProblem(ProblemView, kw_only=True):
    """The parameter, and the domain of an address that was given in the place of a domain."""

    parameter: str
    domain: str | msgspec.UnsetType = msgspec.UNSET


class EmailNotVerifiedProblem(ProblemView, kw_only=True):
    """The claim that the sign-in provider does not send."""

    missing_claim: str | msgspec.UnsetType = msgspec.UNSET


class InvalidParameterProblem(ProblemView, kw_only=True):
    """The parameter of the query, and what is accepted in its place."""

    parameter: str
    accepted_parameters: list[str] | msgspec.UnsetType = msgspec.UNSET
    accepted_values: list[str] | msgspec.UnsetType = msgspec.UNSET
    missing_parameter: str | msgspec.UnsetType = msgspec.UNSET
    times: int | msgspec.UnsetType = msgspec.UNSET


class LimitReachedProblem(ProblemView, kw_only=True):
    """Which limit is reached, and its number: of mails, inquiries, checks or calls; of a pause, its minutes."""

    limit_name: LimitNameText
    limit: int | msgspec.UnsetType = msgspec.UNSET


class LimitProblem(ProblemView, kw_only=True):
    """The most that is possible: bytes of a body, characters of a key."""

    limit: int


class CountProblem(ProblemView, kw_only=True):
    """Of what there are as many as there may be, and how many that is."""

    limit_name: LimitNameText
    limit: int


class QuotaProblem(CountProblem, kw_only=True):
    """Which quota is used up, its number, and when by itself there will be room again."""

    free_at: datetime


class OpenRequestsProblem(ProblemView, kw_only=True):
    """How many requests are open, how many may be, and when by their own end there will be room for another."""

    limit_name: LimitNameText
    open_requests: int
    limit: int
    free_at: datetime | msgspec.UnsetType = msgspec.UNSET


class ParameterProblem(ProblemView, kw_only=True):
    """The parameter of the query that the problem is about."""

    parameter: str


class ProofExistsProblem(ProblemView, kw_only=True):
    """The proof that there is."""

    domain_proof_id: str


class RecoveryAddressProblem(ProblemView, kw_only=True):
    """The domains at one of which the caller's address has to be."""

    accepted_domains: list[str]


class RequestAlreadyPendingProblem(ProblemView, kw_only=True):
    """The account that is requested; to its requester and their team the request, for an account or for access."""

    account_id: str
    # Until when the request may wait at most.
    pending_until: str | msgspec.UnsetType = msgspec.UNSET
    existing_request_id: str | msgspec.UnsetType = msgspec.UNSET
    access_request_id: str | msgspec.UnsetType = msgspec.UNSET


class UnauthenticatedProblem(ProblemView, kw_only=True):
    """What is wrong with the token that was sent (RFC 6750)."""

    error: Literal["invalid_token"] | msgspec.UnsetType = msgspec.UNSET


class VirtualAccountInUseProblem(ProblemView, kw_only=True):
    """How many there are of each use."""

    virtual_accounts_below: int
    roles: int
    offered_roles: int
    access_requests: int


class ScopeProblem(ProblemView, kw_only=True):
    """The scope that a program lacks."""

    scope: str


FACTS: Mapping[Problem, type[ProblemView]] = {
    Problem.ACCOUNT_EXISTS: AccountExistsProblem,
    Problem.ACTION_NOT_ALLOWED: ActionNotAllowedProblem,
    Problem.ALREADY_DECIDED: AlreadyDecidedProblem,
    Problem.BODY_TOO_LARGE: LimitProblem,
    Problem.DOMAIN_FREE_MAIL: ParameterProblem,
    Problem.DOMAIN_IS_IP_ADDRESS: ParameterProblem,
    Problem.DOMAIN_IS_PUBLIC_SUFFIX: ParameterProblem,
    Problem.DOMAIN_MALFORMED: DomainMalformedProblem,
    Problem.DOMAIN_MIXED_SCRIPT: ParameterProblem,
    Problem.DOMAIN_RESERVED: ParameterProblem,
    Problem.DOMAIN_SINGLE_LABEL: ParameterProblem,
    Problem.DOMAIN_TOO_DEEP: ParameterProblem,
    Problem.EMAIL_NOT_VERIFIED: EmailNotVerifiedProblem,
    Problem.IDEMPOTENCY_KEY_INVALID: LimitProblem,
    Problem.INVALID_CURSOR: ParameterProblem,
    Problem.INVALID_PARAMETER: InvalidParameterProblem,
    Problem.MAIL_LIMIT: LimitReachedProblem,
    Problem.CHECK_TOO_SOON: LimitReachedProblem,
    Problem.RESEND_TOO_SOON: LimitReachedProblem,
    Problem.TOO_MANY_CALLS: LimitReachedProblem,
    Problem.TOO_MANY_INQUIRIES: LimitReachedProblem,
    Problem.TOO_MANY_OPEN_REQUESTS: OpenRequestsProblem,
    Problem.LIMIT_REACHED: QuotaProblem,
    Problem.RECOVERY_TOO_SOON: QuotaProblem,
    Problem.PROOF_EXISTS: ProofExistsProblem,
    Problem.RECOVERY_ADDRESS_REQUIRED: RecoveryAddressProblem,
    Problem.REQUEST_ALREADY_PENDING: RequestAlreadyPendingProblem,
    Problem.TOO_MANY_OFFERS: CountProblem,
    Problem.SCOPE_REQUIRED: ScopeProblem,
    Problem.TOO_MANY_PROGRAMS: CountProblem,
    Problem.TOO_MANY_PROOFS: CountProblem,
    Problem.TOO_MANY_WEBHOOKS: CountProblem,
    Problem.UNAUTHENTICATED: UnauthenticatedProblem,
    Problem.VIRTUAL_ACCOUNT_IN_USE: VirtualAccountInUseProblem,
}
