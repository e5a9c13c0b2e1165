"""What people call the statuses of domain proofs, of recoveries, and of webhooks with what is sent to them."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.proofs.records import CheckResult
from chalicelib.domain.proofs.states import ProofStatus
from chalicelib.domain.recovery.recovery import Evidence
from chalicelib.domain.recovery.states import RecoveryStatus
from chalicelib.domain.webhooks.attempts import Trouble
from chalicelib.domain.webhooks.delivery import DeliveryStatus
from chalicelib.domain.webhooks.webhook import WebhookStatus
from chalicelib.rendering.languages import msgid

LABELS_OF_STATUSES: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    ProofStatus: {
        ProofStatus.ASKED: msgid("Waiting for the record"),
        ProofStatus.PROVED: msgid("Proved"),
        ProofStatus.LAPSED: msgid("Lapsed"),
        ProofStatus.EXPIRED: msgid("Expired"),
        ProofStatus.WITHDRAWN: msgid("Withdrawn"),
    },
    RecoveryStatus: {
        RecoveryStatus.IN_REVIEW: msgid("With the reviewers"),
        RecoveryStatus.NOTICE: msgid("Seven days’ notice"),
        RecoveryStatus.RECOVERED: msgid("Recovered"),
        RecoveryStatus.STOPPED: msgid("Stopped by an administrator"),
        RecoveryStatus.DECLINED: msgid("Declined by a reviewer"),
        RecoveryStatus.WITHDRAWN: msgid("Withdrawn"),
        RecoveryStatus.EXPIRED: msgid("Expired"),
    },
    Evidence: {
        Evidence.OWNERSHIP_PROOF: msgid("Proof of the domain"),
        Evidence.REVIEWERS: msgid("Two reviewers"),
    },
    # What the last check came to.
    CheckResult: {
        CheckResult.FOUND: msgid("The record was found."),
        CheckResult.NO_RECORD: msgid("There is no TXT record under this name yet."),
        CheckResult.OTHER_VALUE: msgid("There is a TXT record under this name, but its value is another one."),
        CheckResult.WILDCARD: msgid(
            "Every name below the domain has this value (a wildcard). Set it under this name alone."
        ),
        CheckResult.ALIAS_LEAVES_DOMAIN: msgid(
            "The name is an alias (CNAME) of a name outside the domain. Set the record itself."
        ),
        CheckResult.TOO_LARGE: msgid("There is too much under this name. Leave this one record there."),
        CheckResult.NO_ANSWER: msgid("The DNS of the domain did not answer."),
    },
    WebhookStatus: {
        WebhookStatus.ACTIVE: msgid("Active"),
        WebhookStatus.DISABLED: msgid("Disabled"),
        WebhookStatus.ENDED: msgid("Ended by its receiver"),
    },
    DeliveryStatus: {
        DeliveryStatus.DUE: msgid("Waiting to be sent"),
        DeliveryStatus.DELIVERED: msgid("Delivered"),
        DeliveryStatus.FAILED: msgid("Given up"),
        DeliveryStatus.DROPPED: msgid("Not wanted any more"),
    },
    # Why an attempt got no answer.
    Trouble: {
        Trouble.URL_NOT_ALLOWED: msgid("The URL is not allowed."),
        Trouble.HOST_NOT_FOUND: msgid("The host was not found."),
        Trouble.ADDRESS_NOT_ALLOWED: msgid("The host has an address that is not on the public internet."),
        Trouble.NOT_REACHED: msgid("The host could not be reached."),
        Trouble.CERTIFICATE_NOT_TRUSTED: msgid("The certificate is not trusted."),
        Trouble.TIMED_OUT: msgid("There was no answer within ten seconds."),
        Trouble.ANSWER_NOT_READABLE: msgid("The answer could not be read."),
    },
}
