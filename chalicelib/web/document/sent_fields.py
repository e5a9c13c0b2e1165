"""The fields of request bodies, by their names or by `Schema.name`: their limits are those that the domain enforces."""

from collections.abc import Mapping

from chalicelib.domain import text
from chalicelib.domain.access.ask import MOST_VIRTUAL_ACCOUNTS
from chalicelib.domain.accounts.proposed_access import MOST_PROPOSED
from chalicelib.domain.identity.domain_identifier import MAX_PASTED
from chalicelib.rendering.languages import msgid
from chalicelib.web.document.facts import FieldFacts
from chalicelib.web.document.limits import (
    ID,
    SENT_ADDRESS,
    SENT_ID,
    SENT_LANGUAGE,
    SENT_LINK_FREE_NOTE,
    SENT_NAME,
    SENT_NOTE,
    SENT_ORDER_REFERENCE,
    SENT_REASON,
    SENT_REQUIRED_REASON,
)
from chalicelib.web.document.program_fields import SENT_PROGRAM_FIELDS
from chalicelib.web.document.webhook_fields import SENT_WEBHOOK_FIELDS

_ACCOUNT_ID = "5f0c954d0a3d4a1e8a7b1d0f6c2e9b47"
_VIRTUAL_ACCOUNT_ID = "a87ff679a2f34e5db0d4e6f1c2b3a495"

SENT_FIELDS: Mapping[str, FieldFacts] = {
    **SENT_PROGRAM_FIELDS,
    **SENT_WEBHOOK_FIELDS,
    "account": FieldFacts(
        msgid("The exact domain or the whole name of an account, also as people paste it."),
        "wayne.example",
        {"minLength": 1, "maxLength": text.TYPED_PER_KEPT * text.NAME_MAX, "pattern": r"\S"},
    ),
    "account_name": FieldFacts(
        msgid("The name of the customer, on one line, without links. White space is collapsed."),
        "Wayne Enterprises",
        SENT_NAME,
    ),
    "account_type": FieldFacts(
        msgid("The kind of account; `customer` when left out."), "customer", value_set="AccountType"
    ),
    "authority_confirmed": FieldFacts(msgid("The statement of authority, which must be true."), True, {"const": True}),
    "customer_emails": FieldFacts(
        msgid("The people of the customer who may decide; the first decision counts."),
        "it@wayne.example",
        {**SENT_ADDRESS, "minItems": 1, "maxItems": lambda policy: policy.customer_addresses},
    ),
    "customer_language": FieldFacts(
        msgid("The language of mails to the customer; English when left out."), "en", SENT_LANGUAGE, "Language"
    ),
    "decision": FieldFacts(
        msgid("Accept sends it to the customer, decline ends it."), "accept", value_set="ReviewDecision"
    ),
    "domain_identifier": FieldFacts(
        msgid("The customer's domain, also as people paste it: `https://www.wayne.example/`."),
        "wayne.example",
        {"minLength": 1, "maxLength": MAX_PASTED, "pattern": r"\S"},
    ),
    "email": FieldFacts(
        msgid("The e-mail address of the person, also as people paste it: `Pat <pat@wayne.example>`."),
        "lucius@wayne.example",
        SENT_ADDRESS,
    ),
    "granted_access": FieldFacts(
        msgid("The ids of those proposed accesses that are granted with the approval; none when left out."),
        "1",
        {**SENT_ID, "maxItems": MOST_PROPOSED},
    ),
    "language": FieldFacts(
        msgid("The language of mails to this person; that of the person before when left out."),
        "en",
        SENT_LANGUAGE,
        "Language",
    ),
    "message": FieldFacts(
        msgid("What the mail tells this person, without links; empty when left out."),
        "Please decide.",
        SENT_LINK_FREE_NOTE,
    ),
    "name": FieldFacts(
        msgid("The name of the Virtual Account, on one line, without links."), "Branch Gotham", SENT_NAME
    ),
    "nomination_id": FieldFacts(msgid("The nomination to be replaced."), "1", SENT_ID),
    "note": FieldFacts(
        msgid("What the deciders read, without links; empty when left out."),
        "For the rollout in May.",
        SENT_LINK_FREE_NOTE,
    ),
    "note_to_customer": FieldFacts(
        msgid("What the customer reads, without links; empty when left out."), "For order 4711.", SENT_LINK_FREE_NOTE
    ),
    "note_to_reviewer": FieldFacts(msgid("What the reviewers read; empty when left out."), "", SENT_NOTE),
    "order_reference": FieldFacts(
        msgid("The requester's order reference, which the customer never reads; empty when left out."),
        "PO-4711",
        SENT_ORDER_REFERENCE,
    ),
    "outside_domain_confirmed": FieldFacts(
        msgid("Whether an address outside the customer's domain is meant; false when left out."), False
    ),
    "parent_id": FieldFacts(
        msgid("The Virtual Account above it; at the top when left out."), _VIRTUAL_ACCOUNT_ID, SENT_ID
    ),
    "proposed_users": FieldFacts(
        msgid("Who is proposed as a user of the new account; the approver decides on each. With viewers at most 5."),
        "alfred@wayne.example",
        {**SENT_ADDRESS, "maxItems": MOST_PROPOSED},
    ),
    "proposed_viewers": FieldFacts(
        msgid("Who is proposed as a viewer of the new account; the approver decides on each. With users at most 5."),
        "pat@reseller.example",
        {**SENT_ADDRESS, "maxItems": MOST_PROPOSED},
    ),
    "reason": FieldFacts(msgid("Why; empty when left out."), "The order was cancelled.", SENT_REASON),
    "reason_code": FieldFacts(
        msgid("Why the customer declines; `other` needs a reason in words."), "not_needed", value_set="DeclineReason"
    ),
    "role": FieldFacts(msgid("The role."), "smart_account_user", value_set="AccessRole"),
    "scope": FieldFacts(msgid("What the access is to."), "account", value_set="AccessScope"),
    "search_visibility": FieldFacts(
        msgid("Who finds it; for something new, everybody when left out."), "unrestricted", value_set="SearchVisibility"
    ),
    "team_account_id": FieldFacts(
        msgid(
            "The account of the team that the request belongs to: that of the requester's mail domain, or one on which"
            " they have a role. When left out, the only one of these; of several none."
        ),
        None,
        SENT_ID,
    ),
    "virtual_account_id": FieldFacts(msgid("The Virtual Account, for a role on one and for no other."), None, SENT_ID),
    "virtual_account_ids": FieldFacts(
        msgid("The Virtual Accounts, for a role on these and for no other."),
        None,
        {**SENT_ID, "maxItems": MOST_VIRTUAL_ACCOUNTS},
    ),
    "account_id": FieldFacts(
        msgid("The account whose proof it is to be, which the caller administers; the caller's own when left out."),
        None,
        ID,
    ),
    # Where the same name says something else.
    "RecoveryBody.account_id": FieldFacts(msgid("The account to be recovered."), _ACCOUNT_ID, ID),
    "RecoveryDecisionBody.reason": FieldFacts(
        msgid("Why. Of approvals reviewers read it, of declining the candidate."),
        "The registration names the candidate.",
        SENT_REQUIRED_REASON,
    ),
    "DomainProofBody.domain_identifier": FieldFacts(
        msgid("The domain, also as people paste it: `https://www.wayne.example/`."),
        "wayne.example",
        {"minLength": 1, "maxLength": MAX_PASTED, "pattern": r"\S"},
    ),
    "ChangePartBody.parent_id": FieldFacts(
        msgid("The Virtual Account that it moves below; null moves it to the top."), _VIRTUAL_ACCOUNT_ID, SENT_ID
    ),
    "ReviewBody.reason": FieldFacts(msgid("Why; the requester reads it. Declining needs one."), "", SENT_REASON),
    "ResendBody.nomination_id": FieldFacts(msgid("Who gets a new link; all who wait when left out."), "1", SENT_ID),
}
