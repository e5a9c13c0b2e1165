"""The fields of domain proofs, in responses and in problems."""

from collections.abc import Mapping

from chalicelib.domain.proofs.records import LONGEST_NAME
from chalicelib.rendering.languages import msgid
from chalicelib.web.document.facts import FieldFacts
from chalicelib.web.document.limits import HOST_NAME, ID, INSTANT, ONE_LINE, Limits

_PROOF_ID = "1679091c5a880faf6fb5e6087eb1b2dc"
_TOKEN = "c9f0f895fb98ab9159f51fd0297e236d01234567"  # noqa: S105 - an example
# Not a host name: it begins with an underscore.
_NAME: Limits = {"pattern": "^[A-Za-z0-9._-]+$", "maxLength": LONGEST_NAME}

PROOF_FIELDS: Mapping[str, FieldFacts] = {
    "asked_at": FieldFacts(msgid("When it was asked for, the last time."), "2026-11-22T08:00:00Z", INSTANT),
    "checked_at": FieldFacts(msgid("When the record was looked for last; null before."), None, INSTANT),
    "deadline": FieldFacts(
        msgid("Until when the record must be seen for the first time."), "2026-12-22T08:00:00Z", INSTANT
    ),
    "domain_proof_id": FieldFacts(msgid("The id of the proof."), _PROOF_ID, ID),
    "lapses_at": FieldFacts(
        msgid("When the proof lapses unless the record is seen again; null before it was seen."), None, INSTANT
    ),
    "next_check_at": FieldFacts(
        msgid("When the record is looked for next, by itself; null where it is not."), "2026-11-22T08:05:00Z", INSTANT
    ),
    "proved_at": FieldFacts(
        msgid("When the record was seen for the first time since it was asked for; null before."), None, INSTANT
    ),
    "proved": FieldFacts(msgid("Whether the domain is proved."), True),
    "proved_domain": FieldFacts(
        msgid("The domain whose proof covers it: itself, or one above it; null if it is not proved."), None, HOST_NAME
    ),
    "record": FieldFacts(msgid("The DNS record to be set."), None),
    "relative_name": FieldFacts(msgid("Its name within the zone."), "_smart-account-proof", _NAME),
    "result": FieldFacts(
        msgid("What the last check came to; null before."), "no_record", value_set="DomainProofResult"
    ),
    "seen_at": FieldFacts(msgid("When the record was seen last; null before."), None, INSTANT),
    "value": FieldFacts(msgid("Its value."), f"sar-proof={_TOKEN}", {"pattern": ONE_LINE, "maxLength": 255}),
    "zone": FieldFacts(
        msgid("The zone in which the record is usually set: the organisation's domain."), "wayne.example", HOST_NAME
    ),
    "DnsRecordView.name": FieldFacts(msgid("Its name in full."), "_smart-account-proof.wayne.example", _NAME),
    "DnsRecordView.type": FieldFacts(msgid("Its type."), "TXT", value_set="DnsRecordType"),
    "DomainProofView.allowed_actions": FieldFacts(
        msgid("What the caller can do with it now."), "check", {"maxItems": 20}, "DomainProofAction"
    ),
    "DomainProofView.account_id": FieldFacts(
        msgid("The account whose proof it is; null for the caller's own."), None, ID
    ),
    "DomainProofView.status": FieldFacts(msgid("The status, as it is now."), "asked", value_set="DomainProofStatus"),
    "proof_status": FieldFacts(msgid("The status of the proof."), "asked", value_set="DomainProofStatus"),
}
