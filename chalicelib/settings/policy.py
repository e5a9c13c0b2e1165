"""One setting for each field of the policy, and what the database allows of a policy as a whole."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from chalicelib.domain.policy import Policy, ReviewGate
from chalicelib.domain.requests.request import MOST_NOMINATIONS
from chalicelib.domain.value_classes import value_class
from chalicelib.services.unit_of_work.transaction_size import MOST_ACTIONS, largest_transactions
from chalicelib.settings import parsing

# Each resend adds a mail to the file of its request, which is read as a whole.
MOST_RESENDS = 100


@value_class
class PolicySetting:
    """The name of the setting, what its text means, and the text of a default."""

    name: str
    parse: Callable[[str], object]
    shown: Callable[[Any], str] = str


POLICY_SETTINGS: Mapping[str, PolicySetting] = {
    "review_gate": PolicySetting("DOMAIN_REVIEW", ReviewGate),
    "link_length": PolicySetting("LINK_DAYS", parsing.days, parsing.shown_days),
    "request_length": PolicySetting("REQUEST_DAYS", parsing.days, parsing.shown_days),
    "reminders_after": PolicySetting("REMINDER_DAYS", parsing.several_days, parsing.shown_several_days),
    "review_length": PolicySetting("REVIEW_DAYS", parsing.days, parsing.shown_days),
    "review_reminders_after": PolicySetting("REVIEW_REMINDER_DAYS", parsing.several_days, parsing.shown_several_days),
    "access_length": PolicySetting("ACCESS_DAYS", parsing.days, parsing.shown_days),
    "access_reminders_after": PolicySetting("ACCESS_REMINDER_DAYS", parsing.several_days, parsing.shown_several_days),
    "access_escalation": PolicySetting("ACCESS_ESCALATION_DAYS", parsing.days, parsing.shown_days),
    "resend_pause": PolicySetting("RESEND_PAUSE_MINUTES", parsing.minutes, parsing.shown_minutes),
    "resends_per_nomination": PolicySetting("RESENDS_PER_NOMINATION", partial(parsing.number, most=MOST_RESENDS)),
    "forward_hops": PolicySetting("FORWARD_HOPS", parsing.number),
    "customer_addresses": PolicySetting("CUSTOMER_ADDRESSES", parsing.number),
    "nominations_per_request": PolicySetting("NOMINATIONS_PER_REQUEST", partial(parsing.number, most=MOST_NOMINATIONS)),
    "open_requests": PolicySetting("OPEN_REQUESTS_PER_REQUESTER", parsing.number),
    "mail_window": PolicySetting("MAIL_WINDOW_HOURS", parsing.hours, parsing.shown_hours),
    "mails_per_recipient": PolicySetting("MAILS_PER_RECIPIENT", parsing.number),
    "mails_per_organisation": PolicySetting("MAILS_PER_ORGANISATION", parsing.number),
    "mails_per_team": PolicySetting("MAILS_PER_TEAM", parsing.number),
    "mails_per_requester": PolicySetting("MAILS_PER_REQUESTER", parsing.number),
    "mails_per_reviewer": PolicySetting("MAILS_PER_REVIEWER", parsing.number),
    "outcomes_per_recipient": PolicySetting("OUTCOMES_PER_RECIPIENT", parsing.number),
    "address_retention": PolicySetting("ADDRESS_RETENTION_DAYS", parsing.days_or_none, parsing.shown_days_or_none),
}


def excess(policy: Policy) -> list[str]:
    """A line if a use case would need a larger transaction than is allowed, with what to do about it."""
    sizes = largest_transactions(policy)
    largest = max(sizes, key=sizes.__getitem__)
    if sizes[largest] <= MOST_ACTIONS:
        return []
    addresses, use_case = policy.customer_addresses, largest.rpartition(".")[2]
    return [
        f"CUSTOMER_ADDRESSES is too large: with {addresses} of them, {use_case} would take {sizes[largest]} actions in"
        f" its transaction, and at most {MOST_ACTIONS} are allowed: lower CUSTOMER_ADDRESSES"
    ]
