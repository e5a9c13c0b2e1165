"""The closed list of problems, and the exceptions that carry them.

Only names and facts: `rendering.problems` maps each problem to its texts and HTTP status.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import timedelta
from enum import StrEnum

from chalicelib.domain.value_classes import value_class


class Problem(StrEnum):
    """The slugs of docs/api-contract.md "Conventions"; each is `/problems/<slug>` and has a text in every language."""

    ACCESS_ALREADY_GRANTED = "access-already-granted"
    ACCESS_REQUEST_UNKNOWN = "access-request-unknown"
    ACCESS_REQUIRED = "access-required"
    ACCOUNT_EXISTS = "account-exists"
    ACCOUNT_UNKNOWN = "account-unknown"
    ACTION_NOT_ALLOWED = "action-not-allowed"
    ADMINISTRATOR_REQUIRED = "administrator-required"
    ALREADY_DECIDED = "already-decided"
    AUTHORITY_NOT_CONFIRMED = "authority-not-confirmed"
    BEYOND_OWN_RIGHT = "beyond-own-right"
    BODY_TOO_LARGE = "body-too-large"
    BUSY = "busy"
    CHECK_TOO_SOON = "check-too-soon"
    CLIENT_REQUIRED = "client-required"
    CONFIRM_OUTSIDE_DOMAIN = "confirm-outside-domain"
    CROSS_SITE = "cross-site"
    DOMAIN_FREE_MAIL = "domain-free-mail"
    DOMAIN_IS_IP_ADDRESS = "domain-is-ip-address"
    DOMAIN_IS_PUBLIC_SUFFIX = "domain-is-public-suffix"
    DOMAIN_MALFORMED = "domain-malformed"
    DOMAIN_MIXED_SCRIPT = "domain-mixed-script"
    DOMAIN_RESERVED = "domain-reserved"
    DOMAIN_SINGLE_LABEL = "domain-single-label"
    DOMAIN_TOO_DEEP = "domain-too-deep"
    EMAIL_NOT_VERIFIED = "email-not-verified"
    FORWARD_LIMIT = "forward-limit"
    FORWARD_LOOP = "forward-loop"
    FORWARD_TO_REQUESTER = "forward-to-requester"
    FORWARD_TO_SELF = "forward-to-self"
    HOLDING_ACCOUNT_NOT_ALLOWED = "holding-account-not-allowed"
    IDEMPOTENCY_KEY_INVALID = "idempotency-key-invalid"
    IDEMPOTENCY_KEY_MISSING = "idempotency-key-missing"
    IDEMPOTENCY_KEY_REUSED = "idempotency-key-reused"
    INQUIRY_UNKNOWN = "inquiry-unknown"
    INTERNAL_ERROR = "internal-error"
    INVALID_CURSOR = "invalid-cursor"
    INVALID_PARAMETER = "invalid-parameter"
    LAST_ADMINISTRATOR = "last-administrator"
    LIMIT_REACHED = "limit-reached"
    LINK_EXPIRED = "link-expired"
    LINK_FORWARDED = "link-forwarded"
    LINK_SUPERSEDED = "link-superseded"
    LINK_UNKNOWN = "link-unknown"
    MAIL_LIMIT = "mail-limit"
    MALFORMED_BODY = "malformed-body"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    NOBODY_DECIDES = "nobody-decides"
    NOT_FOUND = "not-found"
    NOT_THE_DECIDER = "not-the-decider"
    OFFER_UNKNOWN = "offer-unknown"
    OWN_REQUEST = "own-request"
    PERSON_REQUIRED = "person-required"
    PRECONDITION_FAILED = "precondition-failed"
    PROGRAM_CODE_UNKNOWN = "program-code-unknown"
    PROGRAM_REQUIRED = "program-required"
    PROGRAM_UNKNOWN = "program-unknown"
    PROOF_EXISTS = "proof-exists"
    PROOF_UNKNOWN = "proof-unknown"
    REASON_REQUIRED = "reason-required"
    REASSIGN_OUTSIDE_DOMAIN = "reassign-outside-domain"
    RECORD_UNREADABLE = "record-unreadable"
    RECOVERY_ADDRESS_REQUIRED = "recovery-address-required"
    RECOVERY_EXISTS = "recovery-exists"
    RECOVERY_NOT_POSSIBLE = "recovery-not-possible"
    RECOVERY_TOO_SOON = "recovery-too-soon"
    RECOVERY_UNKNOWN = "recovery-unknown"
    REQUEST_ALREADY_PENDING = "request-already-pending"
    REQUEST_EXPIRED = "request-expired"
    REQUEST_UNKNOWN = "request-unknown"
    REQUEST_WITHDRAWN = "request-withdrawn"
    REQUESTER_CANNOT_APPROVE = "requester-cannot-approve"
    RESEND_TOO_SOON = "resend-too-soon"
    REVIEWER_REQUIRED = "reviewer-required"
    ROLE_ALREADY_OFFERED = "role-already-offered"
    ROLE_REQUIRED = "role-required"
    ROLE_UNKNOWN = "role-unknown"
    SCOPE_REQUIRED = "scope-required"
    TEAM_ROLE_REQUIRED = "team-role-required"
    TOKEN_TOO_LONG = "token-too-long"  # noqa: S105 - a slug
    TOO_MANY_CALLS = "too-many-calls"
    TOO_MANY_INQUIRIES = "too-many-inquiries"
    TOO_MANY_OFFERS = "too-many-offers"
    TOO_MANY_OPEN_REQUESTS = "too-many-open-requests"
    TOO_MANY_PROGRAMS = "too-many-programs"
    TOO_MANY_PROOFS = "too-many-proofs"
    TOO_MANY_WEBHOOKS = "too-many-webhooks"
    UNAUTHENTICATED = "unauthenticated"
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type"
    VALIDATION_FAILED = "validation-failed"
    VIRTUAL_ACCOUNT_IN_USE = "virtual-account-in-use"
    VIRTUAL_ACCOUNT_IS_DEFAULT = "virtual-account-is-default"
    VIRTUAL_ACCOUNT_UNKNOWN = "virtual-account-unknown"
    WEBHOOK_UNKNOWN = "webhook-unknown"


class FieldCode(StrEnum):
    """Error code of a single field. A domain identifier reports a `Problem` instead."""

    ADDRESS_ALREADY_ASKED = "address-already-asked"
    ALREADY_THE_REQUESTER = "already-the-requester"
    ADDRESS_MALFORMED = "address-malformed"
    ASKED_TO_DECIDE = "asked-to-decide"
    BELOW_ITSELF = "below-itself"
    CONTAINS_LINK = "contains-link"
    FORBIDDEN_CHARACTER = "forbidden-character"
    HOST_NOT_ALLOWED = "host-not-allowed"
    NAME_TAKEN = "name-taken"
    NOMINATION_UNKNOWN = "nomination-unknown"
    NOT_A_TEAM_MEMBER = "not-a-team-member"
    NOT_ONE_OF = "not-one-of"
    REQUIRED = "required"
    SIMILAR_ACCOUNTS = "similar-accounts"
    TOO_DEEP = "too-deep"
    TOO_FEW = "too-few"
    TOO_LONG = "too-long"
    TOO_MANY = "too-many"
    TOO_MANY_WORDS = "too-many-words"
    TOO_SHORT = "too-short"
    UNKNOWN_FIELD = "unknown-field"
    URL_NOT_ALLOWED = "url-not-allowed"
    VIRTUAL_ACCOUNT_MISSING = "virtual-account-missing"
    WRONG_TYPE = "wrong-type"


class LimitName(StrEnum):
    """Which limit a refusal is about: one that time lifts within days (429), or a quota (409)."""

    CALLS_OF_ALL = "calls_of_all"
    CALLS_PER_NETWORK = "calls_per_network"
    CHECK_PAUSE = "check_pause"
    CHECKS_PER_DAY = "checks_per_day"
    INQUIRIES_PER_PERSON = "inquiries_per_person"
    MAILS_OF_CUSTOMER = "mails_of_customer"
    MAILS_PER_ORGANISATION = "mails_per_organisation"
    MAILS_PER_RECIPIENT = "mails_per_recipient"
    MAILS_PER_REQUESTER = "mails_per_requester"
    MAILS_PER_TEAM = "mails_per_team"
    OFFERS_PER_ADDRESS = "offers_per_address"
    OPEN_ACCESS_REQUESTS = "open_access_requests"
    OPEN_REQUESTS = "open_requests"
    PROGRAMS_PER_ACCOUNT = "programs_per_account"
    PROOFS_PER_HOLDER = "proofs_per_holder"
    RECOVERIES_PER_ACCOUNT = "recoveries_per_account"
    RESEND_PAUSE = "resend_pause"
    RESENDS_PER_NOMINATION = "resends_per_nomination"
    WAITING_PER_ACCOUNT = "waiting_per_account"
    WATCHERS_PER_REQUEST = "watchers_per_request"
    WEBHOOKS_PER_ACCOUNT = "webhooks_per_account"


Facts = Mapping[str, str | int]
# A problem may also state a list, for example the accepted values.
ProblemFacts = Mapping[str, str | int | tuple[str, ...]]


@value_class
class FieldError:
    """Error in one field: JSON pointer into the body, code, and the values that its text needs, such as `limit`."""

    pointer: str
    code: FieldCode | Problem
    facts: ProblemFacts = field(default_factory=dict)


class Refused(Exception):
    """Raised when a rule rejects an operation. Nothing was changed.

    `facts` become members of the problem response, so they hold only what the caller may know, and no key may be
    the name of a standard member: `current_status`, because `status` is the HTTP status of every problem.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        facts: ProblemFacts | None = None,
        errors: tuple[FieldError, ...] = (),
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.facts: ProblemFacts = facts or {}
        self.errors = errors
        self.retry_after = retry_after

    def with_errors(self, errors: tuple[FieldError, ...]) -> "Refused":
        """Return the same refusal with these errors instead of its own."""
        return Refused(self.problem, facts=self.facts, errors=errors, retry_after=self.retry_after)


class Invalid(Exception):
    """Raised by a parser for an invalid value. The caller knows the field and turns it into a `FieldError`."""

    def __init__(self, code: FieldCode | Problem, **facts: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.facts: Facts = facts
