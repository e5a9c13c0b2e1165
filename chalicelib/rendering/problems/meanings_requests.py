"""Why a rule refuses a request, or what somebody wants to do with one: what is true of every such case."""

from collections.abc import Mapping

from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid

MEANINGS: Mapping[Problem, str] = {
    Problem.ACCOUNT_EXISTS: msgid(
        "An active Smart Account has this Account Domain Identifier already, so no second one is created for it."
    ),
    Problem.ACTION_NOT_ALLOWED: msgid(
        "What can be done with a request or with an account depends on its status, which may have changed in the"
        " meantime: a request ends when somebody decides or withdraws it, and an account is run, and accessed,"
        " only while it is active."
    ),
    Problem.DOMAIN_FREE_MAIL: msgid(
        "An account is named after the customer's own domain. This one belongs to a service where anybody can get"
        " a mailbox."
    ),
    Problem.DOMAIN_IS_IP_ADDRESS: msgid(
        "An account is named after the domain of an organisation. What was entered is the number of a machine."
    ),
    Problem.DOMAIN_IS_PUBLIC_SUFFIX: msgid(
        "Under an ending such as com or co.uk many organisations have their domains, so it cannot stand for one of"
        " them."
    ),
    Problem.DOMAIN_MALFORMED: msgid("What was entered does not have the form of a domain name."),
    Problem.DOMAIN_MIXED_SCRIPT: msgid(
        "A part of the name has letters of several alphabets. Such names are used to pass for others, so they are"
        " refused."
    ),
    Problem.DOMAIN_RESERVED: msgid(
        "The ending does not exist, or is set aside for tests and other special uses, so no organisation can be"
        " reached there."
    ),
    Problem.DOMAIN_SINGLE_LABEL: msgid(
        "A domain has at least two parts with a dot between them. A single word is the name of a machine in a"
        " network."
    ),
    Problem.DOMAIN_TOO_DEEP: msgid(
        "The name has more parts between its dots than an Account Domain Identifier may have."
    ),
    Problem.HOLDING_ACCOUNT_NOT_ALLOWED: msgid(
        "Accounts are requested here for customers. A Partner Holding Account is not one of these."
    ),
    Problem.MAIL_LIMIT: msgid(
        "This would have sent more mails than one person or one organisation should get within 24 hours, or than"
        " one requester may cause."
    ),
    Problem.OWN_REQUEST: msgid(
        "Whoever asks for something is not the one who grants it, reviewers and administrators included."
    ),
    Problem.REASON_REQUIRED: msgid(
        "Whoever declines says why, so that the requester knows how to go on. There was no reason, or a blank one."
    ),
    Problem.REASSIGN_OUTSIDE_DOMAIN: msgid(
        "An address is replaced by one that fits the domain of the account, or by an address that a reviewer has"
        " accepted for this request. To accept one address does not open its mail domain to others."
    ),
    Problem.REQUEST_ALREADY_PENDING: msgid(
        "For each Account Domain Identifier only one request for a new account can wait for a decision; and for"
        " access to an account, only one of each person."
    ),
    Problem.REQUEST_UNKNOWN: msgid(
        "No request that you may see has this id: a request is shown to its requester and, while it is in review,"
        " to reviewers."
    ),
    Problem.REQUESTER_CANNOT_APPROVE: msgid(
        "The customer decides, not the side that asks. So your own address is refused, and your colleagues'"
        " addresses too unless the account is for your own organisation."
    ),
    Problem.RESEND_TOO_SOON: msgid(
        "A link is sent again only after a pause, and not without end, so that nobody is flooded with mails."
    ),
    Problem.TOO_MANY_OPEN_REQUESTS: msgid(
        "How many requests may wait at the same time is limited: those of one person for new accounts, and those"
        " of all people for access to one account. That number has been reached."
    ),
}
