"""What is said to a requester or a reviewer when a rule refuses a request, or what they want to do with one."""

from collections.abc import Mapping

from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid
from chalicelib.rendering.problems.filled import Words

TITLES: Mapping[Problem, str] = {
    Problem.ACCOUNT_EXISTS: msgid("This Smart Account exists already"),
    Problem.ACTION_NOT_ALLOWED: msgid("This cannot be done now"),
    Problem.DOMAIN_FREE_MAIL: msgid("This domain belongs to a public e-mail service"),
    Problem.DOMAIN_IS_IP_ADDRESS: msgid("This is an IP address, not a domain"),
    Problem.DOMAIN_IS_PUBLIC_SUFFIX: msgid("This ending is shared by many organisations"),
    Problem.DOMAIN_MALFORMED: msgid("This is not a domain name"),
    Problem.DOMAIN_MIXED_SCRIPT: msgid("This domain mixes alphabets"),
    Problem.DOMAIN_RESERVED: msgid("This domain cannot belong to an organisation"),
    Problem.DOMAIN_SINGLE_LABEL: msgid("This domain has no ending"),
    Problem.DOMAIN_TOO_DEEP: msgid("This domain has too many parts"),
    Problem.HOLDING_ACCOUNT_NOT_ALLOWED: msgid("A Partner Holding Account cannot be requested here"),
    Problem.MAIL_LIMIT: msgid("Too many mails for today"),
    Problem.OWN_REQUEST: msgid("This request is your own"),
    Problem.REASON_REQUIRED: msgid("A reason is needed"),
    Problem.REASSIGN_OUTSIDE_DOMAIN: msgid("This address lies outside the customer's domain"),
    Problem.REQUEST_ALREADY_PENDING: msgid("A request is waiting already"),
    Problem.REQUEST_UNKNOWN: msgid("There is no such request"),
    Problem.REQUESTER_CANNOT_APPROVE: msgid("You cannot approve your own request"),
    Problem.RESEND_TOO_SOON: msgid("A mail was sent a short while ago"),
    Problem.TOO_MANY_OPEN_REQUESTS: msgid("Too many requests are open"),
}

DETAILS: Mapping[Problem, Words] = {
    Problem.ACCOUNT_EXISTS: Words(
        msgid(
            "There is one account for each Account Domain Identifier. Open the existing account and ask its"
            " administrators for access."
        ),
    ),
    Problem.ACTION_NOT_ALLOWED: Words(
        msgid("Reload the page to see how things stand and what you can do."),
        {
            "current_status": msgid(
                "The status is “{current_status}” by now. Reload the page to see what you can do."
            ),
            "account_status": msgid("The account is “{account_status}”. This is for active accounts alone."),
        },
    ),
    Problem.DOMAIN_FREE_MAIL: Words(
        msgid("Anybody can have an address there. Enter the domain of the customer's own organisation."),
    ),
    Problem.DOMAIN_IS_IP_ADDRESS: Words(msgid("Enter the customer's domain name, such as example.com.")),
    Problem.DOMAIN_IS_PUBLIC_SUFFIX: Words(
        msgid("Add the name of the organisation before the ending, as in example.co.uk."),
    ),
    Problem.DOMAIN_MALFORMED: Words(
        msgid("Check it for characters that do not belong there, and enter a name such as example.com."),
    ),
    Problem.DOMAIN_MIXED_SCRIPT: Words(
        msgid(
            "Letters of different alphabets can look the same. Type the name again in one alphabet instead of"
            " copying it."
        ),
    ),
    Problem.DOMAIN_RESERVED: Words(
        msgid("Its ending is not in use on the internet. Check the ending, and enter a registered domain."),
    ),
    Problem.DOMAIN_SINGLE_LABEL: Words(msgid("Enter the whole name with its ending, such as example.com.")),
    Problem.DOMAIN_TOO_DEEP: Words(
        msgid("Enter a shorter name, for instance without the parts before the organisation's own."),
    ),
    Problem.HOLDING_ACCOUNT_NOT_ALLOWED: Words(
        msgid("Request a customer account, or ask support for a Partner Holding Account."),
    ),
    Problem.MAIL_LIMIT: Words(
        msgid(
            "Nothing was sent: what one mailbox, one organisation or one requester may cause in a day is"
            " limited. Try again tomorrow."
        ),
        {
            "retry_after": msgid(
                "Nothing was sent: what one mailbox, one organisation or one requester may cause in a day is"
                " limited. Try again {retry_after}."
            )
        },
    ),
    Problem.OWN_REQUEST: Words(msgid("Nobody decides on a request of their own. Ask a colleague to decide.")),
    Problem.REASON_REQUIRED: Words(msgid("Say in a few words why, then decline again.")),
    Problem.REASSIGN_OUTSIDE_DOMAIN: Words(
        msgid(
            "Enter an address in the domain of the account. For any other, withdraw this request and send a new"
            " one, which a reviewer will look at."
        ),
    ),
    Problem.REQUEST_ALREADY_PENDING: Words(
        msgid(
            "Wait until it is decided; there is no need for a second one. Once an account is active, its"
            " administrators decide who gets access."
        ),
        {
            "existing_request_id": msgid("You asked for it yourself. Open your request to see where it stands."),
            "access_request_id": msgid("You have asked for access already. Wait until it is decided."),
        },
    ),
    Problem.REQUEST_UNKNOWN: Words(msgid("Check the address, or find the request in your directory.")),
    Problem.REQUESTER_CANNOT_APPROVE: Words(
        msgid("Enter the address of somebody at the customer: neither yours nor a colleague's."),
    ),
    Problem.RESEND_TOO_SOON: Words(
        msgid("Give it time to arrive, and ask the customer to look among unwanted mail. Try again later."),
        {
            "retry_after": msgid(
                "Give it time to arrive, and ask the customer to look among unwanted mail. Try again"
                " {retry_after}."
            )
        },
    ),
    Problem.TOO_MANY_OPEN_REQUESTS: Words(
        msgid("Nothing was sent. Wait until some of them are decided, then try again."),
        {
            "retry_after": msgid(
                "Wait until one of them is decided, or withdraw one that you no longer need. The first ends"
                " {retry_after}."
            )
        },
    ),
}
