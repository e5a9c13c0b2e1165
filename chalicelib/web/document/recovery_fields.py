"""What the fields of recoveries say."""

from collections.abc import Mapping

from chalicelib.rendering.languages import msgid
from chalicelib.web.document.facts import FieldFacts
from chalicelib.web.document.limits import HOST_NAME, ID, INSTANT, NOTE

RECOVERY_FIELDS: Mapping[str, FieldFacts] = {
    "accepted_domains": FieldFacts(
        msgid("At one of these domains the caller's address has to be."), "wayne.example", {**HOST_NAME, "maxItems": 10}
    ),
    "approvals": FieldFacts(msgid("The reviewers' approvals since it was left to them."), None, {"maxItems": 2}),
    "approved_at": FieldFacts(msgid("When the reviewer approved."), "2026-11-22T08:00:00Z", INSTANT),
    "candidate": FieldFacts(msgid("Who is to become an administrator, as known when it was asked for."), None),
    "ended_at": FieldFacts(msgid("When it ended; null before."), None, INSTANT),
    "evidence": FieldFacts(
        msgid("By what the notice began; null while reviewers look at it."), "reviewers", value_set="RecoveryEvidence"
    ),
    "notice_began_at": FieldFacts(
        msgid("When the last notice began; null before the first."), "2026-11-22T08:00:00Z", INSTANT
    ),
    "notice_ends_at": FieldFacts(
        msgid("When the candidate becomes an administrator unless somebody objects; null outside a notice."),
        "2026-11-29T08:00:00Z",
        INSTANT,
    ),
    "recovery_id": FieldFacts(msgid("The id of the recovery."), "1679091c5a880faf6fb5e6087eb1b2dc", ID),
    "recovery_status": FieldFacts(msgid("The status of the recovery."), "declined", value_set="RecoveryStatus"),
    "review_ends_at": FieldFacts(
        msgid("When it ends unless reviewers decide; null while they are not asked."), None, INSTANT
    ),
    "side": FieldFacts(msgid("Whose recoveries are listed."), "candidate", value_set="RecoverySide"),
    "ObjectionView.status": FieldFacts(msgid("The status, as it is now."), "notice", value_set="RecoveryStatus"),
    "RecoveryApprovalView.reason": FieldFacts(msgid("Why they approved; null for whoever is no reviewer."), None, NOTE),
    "RecoveryView.allowed_actions": FieldFacts(
        msgid("What the caller can do with it now."), "withdraw", {"maxItems": 20}, "RecoveryAction"
    ),
    "RecoveryView.reason": FieldFacts(msgid("Why a reviewer declined it; null otherwise."), None, NOTE),
    "RecoveryView.status": FieldFacts(msgid("The status, as it is now."), "notice", value_set="RecoveryStatus"),
}
