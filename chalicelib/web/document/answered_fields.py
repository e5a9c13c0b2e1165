"""The fields of responses and the parameters, each by its name or, where a name is not enough, by `Schema.name`.

A field means the same everywhere, so a row serves every schema that has it.
"""

from collections.abc import Mapping

from chalicelib.domain.access.ask import MOST_VIRTUAL_ACCOUNTS
from chalicelib.domain.accounts.account import MOST_ADMINISTRATORS
from chalicelib.domain.accounts.proposed_access import MOST_PROPOSED
from chalicelib.domain.identity.domain_identifier import MAX_LABELS, MAX_PASTED
from chalicelib.domain.requests.request import MOST_NOMINATIONS
from chalicelib.rendering.languages import msgid
from chalicelib.web.document.facts import FieldFacts
from chalicelib.web.document.feed_fields import FEED_FIELDS
from chalicelib.web.document.limits import (
    ACCOUNT_NAME,
    ADDRESS,
    ANY_LINES,
    COUNT,
    CURSOR,
    HOST_NAME,
    ID,
    INSTANT,
    LIST,
    LONGEST_TEXT,
    MASKED,
    NOTE,
    ONE_LINE,
    ORDER_REFERENCE,
    PERSON_NAME,
    SHOWN_HOST_NAME,
    TEXT,
    URL,
)
from chalicelib.web.document.problem_fields import PROBLEM_FIELDS
from chalicelib.web.document.program_fields import PROGRAM_FIELDS
from chalicelib.web.document.proof_fields import PROOF_FIELDS
from chalicelib.web.document.recovery_fields import RECOVERY_FIELDS

_ACCOUNT_ID = "5f0c954d0a3d4a1e8a7b1d0f6c2e9b47"
_REQUEST_ID = "8f14e45fceea467a9d3f4b6c1a2e7d90"
_ACCESS_REQUEST_ID = "c81e728d9d4c4f6fa67f89cc14862c65"
_VIRTUAL_ACCOUNT_ID = "a87ff679a2f34e5db0d4e6f1c2b3a495"
_ROLE_ID = "e4da3b7fbbce4345a3b7f1d2c5e6a790"
_CURSOR = "IjIi.Zm9sbG93cw"

FIELDS: Mapping[str, FieldFacts] = {
    **PROBLEM_FIELDS,
    **FEED_FIELDS,
    **PROGRAM_FIELDS,
    **PROOF_FIELDS,
    **RECOVERY_FIELDS,
    "access_request_id": FieldFacts(msgid("The id of the access request."), _ACCESS_REQUEST_ID, ID),
    "access_requested": FieldFacts(msgid("Accounts that I have requested access to."), None, LIST),
    "accessible": FieldFacts(msgid("Accounts that I have a role on."), None, LIST),
    "account": FieldFacts(msgid("The account, as it is now."), None),
    "account_id": FieldFacts(msgid("The id of the account."), _ACCOUNT_ID, ID),
    "account_name": FieldFacts(msgid("The name of the account."), "Wayne Enterprises", ACCOUNT_NAME),
    "account_type": FieldFacts(msgid("The kind of account."), "customer", value_set="AccountType"),
    "activated_at": FieldFacts(msgid("When the account became active; null before."), "2026-11-23T09:30:00Z", INSTANT),
    "actor": FieldFacts(msgid("Who did it."), None),
    "administrators": FieldFacts(msgid("Whom to turn to."), None, {"maxItems": MOST_ADMINISTRATORS}),
    "administrators_to_be_told": FieldFacts(
        msgid("How many administrators of accounts under the same organisation domain would be told."), 2, COUNT
    ),
    "allowed_actions": FieldFacts(msgid("What the caller can do with it now."), "withdraw", {"maxItems": 20}, "Action"),
    "always_reviewed": FieldFacts(msgid("Whether a reviewer looks at each request for this domain."), False),
    "as": FieldFacts(msgid("Whose access requests are listed."), "requester", value_set="RequestSide"),
    "at": FieldFacts(msgid("When it happened."), "2026-11-23T09:30:00Z", INSTANT),
    "by": FieldFacts(msgid("Who decided: a masked address for the holder of a link."), "b•••@wayne.example", MASKED),
    "children": FieldFacts(msgid("The Virtual Accounts directly below it."), None, LIST),
    "claimed": FieldFacts(msgid("Whether the person has signed in with this address and so has the role."), True),
    "code": FieldFacts(msgid("The code of the warning."), "goes-to-review", value_set="WarningCode"),
    "count_at_least": FieldFacts(
        msgid("How many results there are, as far as they were read; exact on the last page."), 1, COUNT
    ),
    "created_at": FieldFacts(msgid("When it was made."), "2026-11-22T08:00:00Z", INSTANT),
    "created_since": FieldFacts(msgid("Only what was submitted then or later."), "2026-11-22T08:00:00Z", INSTANT),
    "created_until": FieldFacts(msgid("Only what was submitted then or earlier."), "2026-11-22T08:00:00Z", INSTANT),
    "creation_requested": FieldFacts(msgid("Accounts that I have requested."), None, LIST),
    "cursor": FieldFacts(
        msgid("From `next_cursor` or `previous_cursor` of a page, with the same query."), _CURSOR, CURSOR
    ),
    "decided_at": FieldFacts(
        msgid("When it was decided, withdrawn or expired; null before."), "2026-11-23T09:30:00Z", INSTANT
    ),
    "decision": FieldFacts(msgid("How it ended; null before."), None),
    "delivered_at": FieldFacts(msgid("When the mail arrived, if that was reported."), "2026-11-22T08:00:05Z", INSTANT),
    "delivery": FieldFacts(msgid("What became of the newest mail with the link."), "sent", value_set="DeliveryStatus"),
    "details": FieldFacts(
        msgid("What else the event tells, by name."), "b•••@wayne.example", {"pattern": ANY_LINES, "maxLength": 2000}
    ),
    "did_you_mean": FieldFacts(
        msgid("The words that the query was taken for, because it finds nothing itself; else null."),
        "wayne",
        {"pattern": ONE_LINE, "maxLength": 1000},
    ),
    "domain": FieldFacts(
        msgid("A domain as people paste it."), "www.wayne.example", {"pattern": ANY_LINES, "maxLength": MAX_PASTED}
    ),
    "domain_display": FieldFacts(
        msgid("The domain in the letters that people know."), "wayne.example", SHOWN_HOST_NAME
    ),
    "domain_identifier": FieldFacts(msgid("The domain that stands for the company."), "wayne.example", HOST_NAME),
    "dry_run": FieldFacts(msgid("Only say what submitting would do."), True),
    "email": FieldFacts(msgid("The e-mail address."), "bruce@wayne.example", ADDRESS),
    "event_id": FieldFacts(msgid("The id of the event."), f"{_REQUEST_ID}.1", ID),
    "end_reason": FieldFacts(
        msgid("Why the request expired before its time; null otherwise."), None, value_set="EndReason"
    ),
    "expires_at": FieldFacts(msgid("When the request ends by itself."), "2027-02-20T08:00:00Z", INSTANT),
    "forwarded_to": FieldFacts(msgid("Who decides now, masked."), "l•••@wayne.example", MASKED),
    "granted": FieldFacts(msgid("The access that was granted; null before, and when declined."), None),
    "granted_at": FieldFacts(msgid("When the role was given."), "2026-11-23T09:30:00Z", INSTANT),
    "hops": FieldFacts(msgid("How often the decision was forwarded to reach this person."), 0, COUNT),
    "is_default": FieldFacts(msgid("Whether it was made together with the account."), True),
    "items": FieldFacts(msgid("The entries."), None, LIST),
    "kind": FieldFacts(msgid("What happened."), "submitted", value_set="EventKind"),
    "language": FieldFacts(msgid("The language of the mail."), "en", value_set="Language"),
    "limit": FieldFacts(msgid("The largest number of entries in the page."), 25, {"format": "int32"}),
    "link_expires_at": FieldFacts(
        msgid("When the link ends; null where it does not."), "2026-12-06T08:00:00Z", INSTANT
    ),
    "mails": FieldFacts(msgid("The mails that would be sent."), None, LIST),
    "matching_mail_domains": FieldFacts(
        msgid("Mail domains whose addresses need no review."), "wayne.example", {**HOST_NAME, "maxItems": MAX_LABELS}
    ),
    "more": FieldFacts(msgid("Where to read on, by the name of each group that was cut."), "/v1/directory", URL),
    "my_access": FieldFacts(
        msgid("The caller's own roles on it."), "smart_account_user", {"maxItems": 20}, "AccessRole"
    ),
    "name": FieldFacts(msgid("The name."), "Bruce Wayne", PERSON_NAME),
    "next_cursor": FieldFacts(msgid("The cursor of the next page; null on the last."), _CURSOR, CURSOR),
    "nomination_id": FieldFacts(msgid("The id of the nomination in its request."), "1", ID),
    "nominations": FieldFacts(
        msgid("Everybody who was asked to decide, in the order of asking."), None, {"maxItems": MOST_NOMINATIONS}
    ),
    "note": FieldFacts(msgid("What the requester wrote to the administrators."), "For the rollout in May.", NOTE),
    "note_to_customer": FieldFacts(msgid("What the requester wrote to the customer."), "For order 4711.", NOTE),
    "note_to_reviewer": FieldFacts(msgid("What the requester wrote to the reviewers."), "", NOTE),
    "offered_at": FieldFacts(msgid("When the role was offered."), "2026-11-22T08:00:00Z", INSTANT),
    "offered_by": FieldFacts(msgid("Who offers the role."), None),
    "offered_until": FieldFacts(
        msgid("When the offer ends: until it is accepted, it gives no right. Null for a role."),
        "2026-12-22T08:00:00Z",
        INSTANT,
    ),
    "order_reference": FieldFacts(
        msgid("The order reference of the requester; empty if there is none."), "PO-4711", ORDER_REFERENCE
    ),
    "origin": FieldFacts(msgid("How the role was given."), "approval", value_set="RoleOrigin"),
    "outcome": FieldFacts(msgid("The status that the decision gave."), "approved", value_set="RequestStatus"),
    "parent_id": FieldFacts(
        msgid("The Virtual Account above it, the nearest that the caller may see; null at the top."), None, ID
    ),
    "partner": FieldFacts(msgid("Only of requesters whose mail domain this is."), "reseller.example", HOST_NAME),
    "pending_count": FieldFacts(msgid("How many wait for the caller; null where counting would take long."), 0, COUNT),
    "previous_cursor": FieldFacts(msgid("The cursor of the page before; null on the first."), _CURSOR, CURSOR),
    "proposal_id": FieldFacts(msgid("The id of the proposal in its request."), "1", ID),
    "proposed_access": FieldFacts(
        msgid("The access to the new account that the requester proposes; whoever approves grants it or not."),
        None,
        {"maxItems": MOST_PROPOSED},
    ),
    "q": FieldFacts(
        msgid("A name, the beginning of one at any word, or a domain."),
        "wayne",
        {"pattern": ANY_LINES, "maxLength": MAX_PASTED},
    ),
    "reason": FieldFacts(msgid("Why, in the words of whoever decided."), "", NOTE),
    "reason_code": FieldFacts(
        msgid("Why the customer declined, if they did."), "not_needed", value_set="DeclineReason"
    ),
    "reference": FieldFacts(
        msgid("The name of the request that people can read out."),
        "SAR-7K3M-Q2XV",
        {"pattern": "^SAR-[0-9A-Z]{4}-[0-9A-Z]{4}$", "maxLength": 13},
    ),
    "registrable_domain": FieldFacts(msgid("The domain of the whole organisation."), "wayne.example", HOST_NAME),
    "request": FieldFacts(msgid("The request."), None),
    "request_id": FieldFacts(msgid("The id of the request."), _REQUEST_ID, ID),
    "requester": FieldFacts(msgid("Who requests."), None),
    "role": FieldFacts(msgid("The role."), "smart_account_user", value_set="AccessRole"),
    "role_id": FieldFacts(msgid("The id of the role, or of the offer of one."), _ROLE_ID, ID),
    "same_domain": FieldFacts(msgid("Further accounts under the domain of my address."), None, LIST),
    "scope": FieldFacts(msgid("What the access is to."), "account", value_set="AccessScope"),
    "search_visibility": FieldFacts(msgid("Who finds it."), "unrestricted", value_set="SearchVisibility"),
    "state": FieldFacts(msgid("Whether this person can still decide."), "waiting", value_set="NominationState"),
    "status": FieldFacts(msgid("The status, as it is now."), "pending", value_set="RequestStatus"),
    "subject": FieldFacts(msgid("The subject of the mail."), "Please decide: Wayne Enterprises", TEXT),
    "team_account_id": FieldFacts(
        msgid("The account whose team the request belongs to; null if it is the requester's own."), _ACCOUNT_ID, ID
    ),
    "text": FieldFacts(msgid("The mail as plain text."), "Hello,\n…", TEXT),
    "to": FieldFacts(
        msgid("The address of a person of the customer, or in words who else gets it."), "it@wayne.example", TEXT
    ),
    "token": FieldFacts(
        msgid("The end of the link in the mail; whoever has it may decide."),
        "r1.8f14e45f.1.1.c2lnbmF0dXJl",
        {"pattern": "^[A-Za-z0-9_.-]+$", "maxLength": 256},
    ),
    "unreadable": FieldFacts(msgid("How many entries could not be read and are left out; usually 0."), 0, COUNT),
    "updated_at": FieldFacts(msgid("When it changed last."), "2026-11-23T09:30:00Z", INSTANT),
    "updated_since": FieldFacts(msgid("Only what changed then or later."), "2026-11-23T09:30:00Z", INSTANT),
    "version": FieldFacts(msgid("The version of the service."), "0.3.0", {"pattern": ONE_LINE, "maxLength": 50}),
    "virtual_account_id": FieldFacts(msgid("The id of the Virtual Account."), _VIRTUAL_ACCOUNT_ID, ID),
    "virtual_account_ids": FieldFacts(
        msgid("The ids of the Virtual Accounts; empty for the whole account."),
        _VIRTUAL_ACCOUNT_ID,
        {**ID, "maxItems": MOST_VIRTUAL_ACCOUNTS},
    ),
    "virtual_account_name": FieldFacts(
        msgid("The name of the Virtual Account; empty for the whole account."), "", ACCOUNT_NAME
    ),
    "warnings": FieldFacts(msgid("What the requester should know before sending."), None, LIST),
    "who": FieldFacts(
        msgid("The id of a person, a masked address, or nothing."),
        "b•••@wayne.example",
        {"pattern": ONE_LINE, "maxLength": LONGEST_TEXT},
    ),
    # Where the same name has other values.
    "AccessRequestView.status": FieldFacts(
        msgid("The status of the request."), "pending", value_set="AccessRequestStatus"
    ),
    "InquiryView.account": FieldFacts(msgid("What was typed: a domain or a name."), "wayne.example", ACCOUNT_NAME),
    "InquiryView.account_id": FieldFacts(msgid("The account, once access was granted; null before."), None, ID),
    "InquiryView.status": FieldFacts(msgid("The status of the inquiry."), "waiting", value_set="InquiryStatus"),
    "InquiryView.ends_at": FieldFacts(msgid("When it ends, decided or not."), "2027-01-22T09:30:00Z", INSTANT),
    "inquiry_id": FieldFacts(msgid("The id of the inquiry."), _ACCESS_REQUEST_ID, ID),
    "InquiryView.note": FieldFacts(msgid("What the person wrote to those who decide."), "", NOTE),
    "Account.status": FieldFacts(msgid("The status of the account."), "pending", value_set="AccountStatus"),
    "TakenAccount.status": FieldFacts(msgid("The status of the account."), "active", value_set="AccountStatus"),
    "EventActor.role": FieldFacts(msgid("In which role."), "requester", value_set="ActorRole"),
    "Health.status": FieldFacts(msgid("Always `ok`."), "ok", value_set="HealthStatus"),
    "ProposedAccessView.granted": FieldFacts(msgid("Whether whoever approved granted it."), False),
    "LimitLeft.limit_name": FieldFacts(msgid("Which limit it is."), "open_requests", value_set="LimitName"),
    "LimitLeft.limit": FieldFacts(msgid("The limit."), 25, COUNT),
    "Me.limits": FieldFacts(msgid("The limits of the caller alone."), None, {"maxItems": 10}),
    "LimitLeft.used": FieldFacts(msgid("How much of it is used now."), 3, COUNT),
    "LimitLeft.left": FieldFacts(msgid("How much is left."), 22, COUNT),
    "LimitLeft.renews_at": FieldFacts(msgid("When the first of it is free again; else null."), None, INSTANT),
    "Me.roles": FieldFacts(msgid("The caller's roles."), None, LIST),
    "Me.reviewer": FieldFacts(msgid("Whether the caller is a reviewer of the vendor."), False),
    "Me.teams": FieldFacts(msgid("The accounts whose team may have a new request of the caller, by name."), None, LIST),
    "PreviewedMail.kind": FieldFacts(msgid("Which mail it is."), "approval_needed", value_set="MailKind"),
    "VirtualAccountNode.name": FieldFacts(msgid("The name of the Virtual Account."), "Default", ACCOUNT_NAME),
}
