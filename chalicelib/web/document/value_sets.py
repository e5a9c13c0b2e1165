"""The named sets of values: each comes from the enumeration that the domain decides by, so it grows with it."""

from collections.abc import Mapping

from chalicelib.domain.access.inquiry import InquiryStatus
from chalicelib.domain.access.request import AccessScope, AccessStatus
from chalicelib.domain.accounts.account import AccessRole, AccountStatus, AccountType, GrantOrigin, Visibility
from chalicelib.domain.errors import FieldCode, LimitName, Problem
from chalicelib.domain.events import EventKind
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.mails import MailKind
from chalicelib.domain.programs.client import ProgramScope
from chalicelib.domain.programs.program import ProgramStatus
from chalicelib.domain.proofs.records import CheckResult
from chalicelib.domain.proofs.states import ProofAction, ProofStatus
from chalicelib.domain.recovery.recovery import Evidence
from chalicelib.domain.recovery.states import SIDES, RecoveryAction, RecoverySide, RecoveryStatus
from chalicelib.domain.requests.request import EndReason, NominationState, ReasonCode
from chalicelib.domain.requests.transitions import Action, RequestStatus
from chalicelib.domain.value_classes import value_class
from chalicelib.domain.webhooks.attempts import Trouble
from chalicelib.domain.webhooks.changes import TEAM_KINDS
from chalicelib.domain.webhooks.delivery import DeliveryStatus
from chalicelib.domain.webhooks.webhook import WebhookStatus
from chalicelib.rendering.languages import msgid
from chalicelib.rendering.problems.warnings import DryRunWarning


@value_class
class ValueSet:
    """The values, in the order of the enumeration, and what they tell."""

    values: tuple[str, ...]
    description: str


VALUE_SETS: Mapping[str, ValueSet] = {
    "AccessRequestStatus": ValueSet(
        tuple(AccessStatus), msgid("The status of an access request; all but pending are final.")
    ),
    "InquiryStatus": ValueSet(tuple(InquiryStatus), msgid("The status of an inquiry; all but waiting are final.")),
    "AccessRole": ValueSet(tuple(AccessRole), msgid("What somebody may do on an account or a Virtual Account.")),
    "AccessScope": ValueSet(tuple(AccessScope), msgid("Whether access is to a whole account or to Virtual Accounts.")),
    "AccountStatus": ValueSet(
        tuple(AccountStatus),
        msgid("An account is pending until its request is approved, and cancelled if the request ends otherwise."),
    ),
    "AccountStatusFilter": ValueSet(
        (AccountStatus.PENDING, AccountStatus.ACTIVE), msgid("The statuses of accounts that a search can find.")
    ),
    "AccountType": ValueSet((AccountType.CUSTOMER,), msgid("The kinds of Smart Account that can be requested.")),
    "Action": ValueSet(tuple(Action), msgid("What can be done to a request.")),
    "ActorRole": ValueSet(tuple(Role), msgid("In which role somebody acted.")),
    "DeclineReason": ValueSet(tuple(ReasonCode), msgid("Why an approver declines; `other` needs a text.")),
    "DeliveryStatus": ValueSet(
        ("queued", "sent", "delivered", "bounced", "complained", "failed"),
        msgid("What became of the mail with the link."),
    ),
    "EndReason": ValueSet(
        tuple(EndReason), msgid("Why a request expired before its time: no mail reached anybody who was asked.")
    ),
    "DomainProofAction": ValueSet(tuple(ProofAction)[:3], msgid("What the holder of a proof can do with it.")),
    "DomainProofResult": ValueSet(
        tuple(CheckResult), msgid("What a check of a proof came to; only `found` proves the domain.")
    ),
    "DomainProofStatus": ValueSet(
        tuple(ProofStatus), msgid("The status of a proof; from each of the last three it can be asked for again.")
    ),
    "DnsRecordType": ValueSet(("TXT",), msgid("The type of the DNS record.")),
    "EventKind": ValueSet(tuple(EventKind), msgid("What happened, as the audit trail has it.")),
    "FieldErrorCode": ValueSet((*FieldCode, *Problem), msgid("What is wrong with one field.")),
    "LimitName": ValueSet(tuple(LimitName), msgid("Which limit is reached.")),
    "HealthStatus": ValueSet(("ok",), msgid("The only answer of a probe that succeeds.")),
    "Language": ValueSet(tuple(LANGUAGES), msgid("A language in which mails are written.")),
    "MailKind": ValueSet(tuple(MailKind), msgid("Which mail it is.")),
    "NominationState": ValueSet(tuple(NominationState), msgid("Whether a nominated person can still decide.")),
    "ProgramScope": ValueSet(tuple(ProgramScope), msgid("What a program may do for its account.")),
    "ProgramStatus": ValueSet(tuple(ProgramStatus), msgid("The status of a program; the last two are final.")),
    "RequestScope": ValueSet(("mine", "team"), msgid("Whose requests: my own, or those of my teams.")),
    "RecoveryAction": ValueSet(
        tuple(action for action in RecoveryAction if SIDES[action] in (RecoverySide.CANDIDATE, RecoverySide.REVIEWER)),
        msgid("What a candidate or a reviewer can do with a recovery."),
    ),
    "RecoveryEvidence": ValueSet(tuple(Evidence), msgid("By what the notice of a recovery began.")),
    "RecoverySide": ValueSet(("candidate", "reviewer"), msgid("Whose recoveries are listed.")),
    "RecoveryStatus": ValueSet(
        tuple(RecoveryStatus), msgid("The status of a recovery; after each of the last five it can be asked for again.")
    ),
    "RequestSide": ValueSet(("requester", "decider"), msgid("Whose access requests: my own, or those I may decide.")),
    "RequestStatus": ValueSet(tuple(RequestStatus), msgid("The status of a request; the last four are final.")),
    "ReviewDecision": ValueSet(("accept", "decline"), msgid("How a reviewer decides.")),
    "RoleOrigin": ValueSet(tuple(GrantOrigin), msgid("How a role was given.")),
    "SearchVisibility": ValueSet(
        tuple(Visibility), msgid("A restricted account is found only by its complete name or identifier.")
    ),
    "TokenError": ValueSet(("invalid_token",), msgid("What is wrong with a token, by RFC 6750.")),
    "WarningCode": ValueSet(tuple(DryRunWarning), msgid("What the requester should know before sending.")),
    "TeamEventKind": ValueSet(TEAM_KINDS, msgid("The kinds of events that a team is told of.")),
    "WebhookDeliveryStatus": ValueSet(
        tuple(DeliveryStatus),
        msgid("What became of an event for a webhook; one is dropped that nobody wants any more."),
    ),
    "WebhookStatus": ValueSet(
        tuple(WebhookStatus),
        msgid("Whether events are sent; a webhook is disabled after five days of failure, and ended by an answer 410."),
    ),
    "WebhookTrouble": ValueSet(tuple(Trouble), msgid("Why a webhook gave no answer.")),
}
