"""The largest number of actions that each use case needs in its transaction: the rows that it writes or checks.

DynamoDB allows 100 actions in a transaction. A policy that needs more is refused at start.
"""

from collections.abc import Mapping

from chalicelib.domain.access.ask import MOST_VIRTUAL_ACCOUNTS
from chalicelib.domain.access.decide import MOST_DECIDING_GRANTS
from chalicelib.domain.accounts.importing import ROLES_AT_ONCE
from chalicelib.domain.accounts.proposed_access import MOST_PROPOSED
from chalicelib.domain.identity.domain_identifier import MAX_LABELS
from chalicelib.domain.identity.moved_identity import MOST_ACCOUNTS, MOST_OWN_ROLES
from chalicelib.domain.policy import Policy
from chalicelib.domain.search.index_entries import ENTRIES_MAX
from chalicelib.domain.webhooks.webhook import MOST_WEBHOOKS

# As many as DynamoDB allows: a submission to 20 addresses takes all. Five of its actions are checks of places in which
# earlier releases kept a lock (`_NEW_LOCK`); they can go once no stage has rows of those.
MOST_ACTIONS = 100

# An account's own row and its index entries: written or deleted, or changed by a new name. Rows of the domain stay.
_ACCOUNT = 1 + ENTRIES_MAX
_RENAMED_ACCOUNT = _ACCOUNT + ENTRIES_MAX - 1

# A request for an account or for access, or an account's own row, with the audit event of the same change.
_AUDITED = 2
# With its place among those under way.
_RECOVERY = 3
_LISTED = _IN_REVIEW = _PENDING = 1
_EVENT = _OPEN_REQUESTS = _REMEMBERED = _CALLERS_ROLE = _VIRTUAL_ACCOUNT = _LAST_IMPORT = 1
# A lock and its copy; when it is taken, places at its parents are checked too, five at most.
_LOCK = 2
_NEW_LOCK = MAX_LABELS - 1
# The note that new words are to be learned.
_LEARN = 1
# The list of requests for access that reviewers may decide.
_FOR_REVIEWERS = 1
_INBOX = _RECENT = _LOST_ROLE = _MAIL = _HOLDER = 1
# Where an earlier release listed a role with its address.
_EARLIER_PLACE = 1
# The answer to a call with an idempotency key.
_KEPT_ANSWER = 1
# That an address has a role on an account.
_MEMBER = 1
# A role is listed on its account, with its address and, once claimed, with its person.
_UNCLAIMED_ROLE = 2
_CLAIMED_ROLE = 3
# What an approval makes beside the account: its administrator's role, and those that the approver grants of what was
# proposed, with a mail to each.
_FOUNDED = _VIRTUAL_ACCOUNT + _LAST_IMPORT + (_UNCLAIMED_ROLE + _MEMBER) * (1 + MOST_PROPOSED) + _MAIL * MOST_PROPOSED
# An offer is listed on its account and with its address.
_OFFER = 2
# Mails are counted for the organisation, for the requester, and for each recipient.
_ORGANISATION_AND_REQUESTER = 2


# The account and the lock name the new requester; the lists and the open requests of both change.
_HANDED_OVER = 1 + _LOCK + _LISTED + _OPEN_REQUESTS * 2


# A new lock in the place of one that is held, the answer that is kept, and the new words.
_SUBMITTED = _NEW_LOCK - _LOCK + _REMEMBERED + _CALLERS_ROLE + _LEARN


def largest_transactions(policy: Policy) -> Mapping[str, int]:
    """Return the largest number of actions of each use case, by its name below `chalicelib.services`."""
    about_requests = {**_about_requests(policy.customer_addresses), **_ABOUT_OTHERS}
    about_domains = {**_ABOUT_PROGRAMS, **_ABOUT_PROOFS, **_ABOUT_RECOVERIES, **_ABOUT_FEEDS}
    sums = {**about_requests, **_ABOUT_ACCESS, **_ABOUT_ACCOUNTS, **about_domains, **_ABOUT_SIGN_IN, **_ABOUT_MAIL}
    return {name: actions if name in NO_ANSWER_KEPT else actions + _KEPT_ANSWER for name, actions in sums.items()}


def _about_requests(addresses: int) -> Mapping[str, int]:
    """Each of the `addresses` gets a mail; there are never more waiting nominations than addresses."""
    # With what the lists of its requester and of its team know of it.
    audited = _AUDITED + _LISTED * 2
    changed = audited + _ACCOUNT + _LOCK + _OPEN_REQUESTS
    # With the notices to whoever asked to be told of the end, and to administrators nearby.
    ended, kept = changed + _PENDING + 2 * _MAIL, audited + _PENDING
    # The mails that ask for a decision, and notices to the requester and the administrators nearby.
    asked, one_more = addresses * 2 + 2 + _ORGANISATION_AND_REQUESTER, _MAIL + _ORGANISATION_AND_REQUESTER + 1
    return {
        "requests.submission.submit_request": changed + asked + _SUBMITTED,
        # What a reviewer accepts is not counted for the organisation. Who reviews or approves has no role in the team.
        "requests.review.review_request": changed + asked - 1 + _IN_REVIEW + _PENDING + _LEARN + _MEMBER,
        # The approver's welcome, and notices to the others and the requester.
        "requests.link_actions.approve": ended + 1 + addresses + _FOUNDED + _MEMBER,
        # The approver's receipt, and notices to the others and the requester.
        "requests.link_actions.decline": ended + 1 + addresses,
        "requests.link_actions.forward": kept + one_more + 2,
        "requests.link_actions.renew": kept + one_more,
        "requests.link_again.mail_link_again": kept + one_more,
        "requests.requester_actions.withdraw": ended + addresses + _CALLERS_ROLE,
        "requests.requester_actions.resend": kept + asked - 2 + _CALLERS_ROLE,
        "requests.requester_actions.reassign": kept + one_more + _CALLERS_ROLE,
        "scheduled_job.process_due": ended + addresses + 1,
    }


# However many addresses there are.
_ABOUT_OTHERS: Mapping[str, int] = {
    "requests.end_notice.ask_for_end_notice": 1 + _CALLERS_ROLE,
    "requests.requester_actions.hand_over": _AUDITED + _LISTED * 2 + _PENDING + _HANDED_OVER + _MAIL + _CALLERS_ROLE,
}
# Use cases that no call of the API carries out on its caller's terms. A submission keeps its request itself
# (`_REMEMBERED`), and answers from that.
NO_ANSWER_KEPT = frozenset(
    {
        "requests.submission.submit_request",
        "requests.link_again.mail_link_again",
        "scheduled_job.process_due",
        "access.requests.process_due",
        "access.claim_grants.claim_roles",
        "access.inquiries.process_inquiry",
        "feed.bus.put_events",
        "feed.dispatch.dispatch_event",
        "webhooks.due.tell_of_end",
        "accounts.importing.import_batch",
        "programs.due.tell_of_program",
        "proofs.checking.process_due_proof",
        "recovery.due.process_due_recovery",
        "sign_in.claim_person.claim_person",
        "sign_in.claim_person.record_holder",
        "mail.delivery_reports.record_report",
        "mail.delivery_reports.give_up",
        "mail.digests.unless_collected",
    }
)
_ENDED_ACCESS = _AUDITED + _INBOX + _OPEN_REQUESTS + _FOR_REVIEWERS
_ABOUT_ACCESS: Mapping[str, int] = {
    # The roles that let the requester see the Virtual Accounts are checked, one for each.
    "access.requests.ask": _AUDITED
    + _MAIL
    + _INBOX
    + _RECENT
    + _LISTED
    + _OPEN_REQUESTS
    + _CALLERS_ROLE
    + _FOR_REVIEWERS
    + MOST_VIRTUAL_ACCOUNTS,
    "access.requests.approve": _AUDITED
    + _MAIL
    + _FOR_REVIEWERS
    + _INBOX
    + _OPEN_REQUESTS
    + MOST_DECIDING_GRANTS
    # The account with its own event, and a role for each Virtual Account.
    + _AUDITED
    + _CLAIMED_ROLE * MOST_VIRTUAL_ACCOUNTS
    + _MEMBER,
    "access.requests.decline": _ENDED_ACCESS + _MAIL + MOST_VIRTUAL_ACCOUNTS,
    # Administrators and reviewers are told; of its end in time the requester too.
    "access.requests.withdraw": _ENDED_ACCESS + 2 * _MAIL,
    "access.requests.process_due": _ENDED_ACCESS + 3 * _MAIL,
    # A role that its receiver has asked for, whose request is approved; an offer takes less.
    # The inquiry, its place in a list, and the person's rate window.
    "access.inquiries.inquire": 3,
    "access.inquiries.withdraw_inquiry": 1,
    # Looked up; or taken back with the request, of which administrators and reviewers are told.
    "access.inquiries.process_inquiry": 1 + _AUDITED + 2 * _MAIL + _INBOX + _FOR_REVIEWERS,
    "access.roles.give_role": _ENDED_ACCESS + _MAIL + _CALLERS_ROLE + _AUDITED + _CLAIMED_ROLE + _MEMBER,
    "access.offers.accept_offer": _AUDITED + _CLAIMED_ROLE + _MEMBER + _OFFER,
    "access.offers.decline_offer": _AUDITED + _OFFER,
    "access.roles.withdraw_role": _AUDITED
    + _MAIL
    + _CLAIMED_ROLE
    + _MEMBER
    + _EARLIER_PLACE
    + _LOST_ROLE
    + _CALLERS_ROLE
    + _OFFER,
    # The role moves to another address; the account's row holds the administrator's name and address.
    "access.claim_grants.claim_roles": _CLAIMED_ROLE + 1 + _EARLIER_PLACE + _LOST_ROLE + 1 + _MEMBER * 2,
}
_ABOUT_ACCOUNTS: Mapping[str, int] = {
    "accounts.administration.change_account": _RENAMED_ACCOUNT + _EVENT + _CALLERS_ROLE + _LEARN,
    "accounts.administration.create_part": _AUDITED + _VIRTUAL_ACCOUNT + _CALLERS_ROLE,
    "accounts.administration.change_part": _AUDITED + _VIRTUAL_ACCOUNT + _CALLERS_ROLE,
    "accounts.administration.remove_part": _AUDITED + _VIRTUAL_ACCOUNT + _INBOX + _CALLERS_ROLE,
    "accounts.importing.import_batch": _RENAMED_ACCOUNT
    + _EVENT
    + _LAST_IMPORT
    + (_UNCLAIMED_ROLE + _MEMBER) * ROLES_AT_ONCE,
}
_ABOUT_PROOFS: Mapping[str, int] = {
    # The mail with the record counts as one that its asker causes.
    "proofs.asking.ask_for_proof": _AUDITED + _MAIL + _LISTED + 1 + _CALLERS_ROLE,
    "proofs.asking.withdraw_proof": _AUDITED + _CALLERS_ROLE,
    # The check is counted before, in a transaction of its own.
    "proofs.checking.check_proof": _AUDITED,
    "proofs.checking.process_due_proof": _AUDITED + _MAIL,
}
_ABOUT_PROGRAMS: Mapping[str, int] = {
    # The programs, the account with its own event, and the client that is bound.
    "programs.administration.invite_program": 1 + _AUDITED + _CALLERS_ROLE,
    "programs.administration.revoke_program": 1 + _AUDITED + 1 + _CALLERS_ROLE,
    "programs.confirming.confirm_program": 1 + _AUDITED + 1,
    "programs.due.tell_of_program": 1 + _AUDITED + _MAIL,
}
_ABOUT_RECOVERIES: Mapping[str, int] = {
    # Its row and that of the list of those under way, two mails, the candidate's list, the proof, the rate window.
    "recovery.asking.ask_for_recovery": _RECOVERY + 2 + _LISTED + _HOLDER + 1,
    "recovery.asking.withdraw_recovery": _RECOVERY,
    "recovery.reviewing.approve_recovery": _RECOVERY + 2,
    "recovery.reviewing.decline_recovery": _RECOVERY + _MAIL,
    # An administrator may have the role in two spellings of their address.
    "recovery.objecting.object_to_recovery": _RECOVERY + _MAIL + 2,
    # The new administrator's role, with the account and its own event.
    "recovery.due.process_due_recovery": _RECOVERY + _MAIL + _AUDITED + _CLAIMED_ROLE + _MEMBER + 1,
}
_ABOUT_SIGN_IN: Mapping[str, int] = {
    # The identity, its mail, its bindings to two issuers, what it must not have; an event of each account.
    "sign_in.claim_person.claim_person": _AUDITED
    + _MAIL
    + 2
    + _OPEN_REQUESTS
    + _RECENT
    + _HOLDER
    + _AUDITED * MOST_ACCOUNTS
    # Each role goes from one list to another.
    + (_CLAIMED_ROLE + 1) * MOST_OWN_ROLES,
    "sign_in.claim_person.record_holder": _HOLDER,
}
# The counter of the feed, its new row, the audit event, and a delivery to each webhook.
_CHANGES_OF_WEBHOOKS = ("make_webhook", "change_webhook", "rotate_secret", "remove_webhook")
_ABOUT_FEEDS: Mapping[str, int] = {
    "feed.dispatch.dispatch_event": 3 + MOST_WEBHOOKS,
    # What became of each event that was put in one call.
    "feed.bus.put_events": 10,
    # The webhook, the account, its event and a mail.
    "webhooks.due.tell_of_end": 4,
    # The same without a mail, and the caller's role; or a delivery, and the role.
    **dict.fromkeys((f"webhooks.administration.{name}" for name in _CHANGES_OF_WEBHOOKS), 3 + _CALLERS_ROLE),
    **dict.fromkeys((f"webhooks.administration.{name}" for name in ("send_test", "redeliver")), 1 + _CALLERS_ROLE),
}
# The mail, a notice to the requester or when the request ends, and what lists keep of the links.
_REPORTED = 2 + _LISTED * 2 + _PENDING
_ABOUT_MAIL: Mapping[str, int] = {
    "mail.delivery_reports.record_report": _REPORTED,
    "mail.delivery_reports.record_outcome": _REPORTED,
    # The mail, and the digest or the count of those that went alone.
    "mail.digests.unless_collected": 2,
}
