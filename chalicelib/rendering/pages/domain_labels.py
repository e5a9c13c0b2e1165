"""What people call the statuses of domain proofs and of recoveries."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.proofs.records import CheckResult
from chalicelib.domain.proofs.states import ProofStatus
from chalicelib.domain.recovery.recovery import Evidence
from chalicelib.domain.recovery.states import RecoveryStatus
from chalicelib.rendering.languages import msgid

LABELS_OF_DOMAINS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
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
}
