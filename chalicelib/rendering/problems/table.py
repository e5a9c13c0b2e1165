"""Every problem as one row: its HTTP status, and what people and programs are told.

A row that is missing is named by `tests/conventions/test_enum_tables.py`.
"""

from collections.abc import Mapping
from http import HTTPStatus

from chalicelib.domain.errors import Problem
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.languages import msgid
from chalicelib.rendering.problems.text_template import TextTemplate


@value_class
class ProblemRow:
    """One problem.

    `detail` stands in the answer and says what to do next. `meaning` holds for every case of the problem and
    stands on its own page. `remedy` replaces the detail on that page, where the detail refers to the answer it
    stands in.
    """

    status: HTTPStatus
    title: str
    detail: TextTemplate
    meaning: str
    remedy: str = ""


PROBLEMS: Mapping[Problem, ProblemRow] = {
    # Who calls, and what they sent.
    Problem.ACCESS_REQUIRED: ProblemRow(
        HTTPStatus.FORBIDDEN,
        msgid("You have no access to this account"),
        TextTemplate(
            msgid("Only people with access see this. Ask for access on the account's page."),
        ),
        msgid(
            "The administrators' contacts and the hierarchy of a restricted account are shown only to people who"
            " have a role on it."
        ),
    ),
    Problem.ACCOUNT_UNKNOWN: ProblemRow(
        HTTPStatus.NOT_FOUND,
        msgid("There is no such account"),
        TextTemplate(
            msgid("Check the address of the page, or search for the account by name or domain."),
        ),
        msgid("No account that you may see has the id that was asked for."),
    ),
    Problem.BODY_TOO_LARGE: ProblemRow(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        msgid("Too much was sent at once"),
        TextTemplate(
            msgid("Shorten the longest texts, to 64 KB in all, and send them again."),
        ),
        msgid("What was sent is larger than one form or one call may be, which is 64 KB."),
    ),
    Problem.BUSY: ProblemRow(
        HTTPStatus.SERVICE_UNAVAILABLE,
        msgid("The service is busy"),
        TextTemplate(
            msgid("Nothing was changed. Wait a few seconds, then try again."),
            {"retry_after": msgid("Nothing was changed. Try again {retry_after}.")},
        ),
        msgid("Others were changing the same records, or the service had too much to do, so this call was given up."),
    ),
    Problem.CROSS_SITE: ProblemRow(
        HTTPStatus.FORBIDDEN,
        msgid("This form was sent from another site"),
        TextTemplate(
            msgid(
                "Nothing was changed. Open the page by the link in your mail, or sign in, and send the form from there."
            ),
        ),
        msgid(
            "Nothing shows that this form comes from a page of ours. It is refused, so that no other site can act"
            " in your name."
        ),
    ),
    Problem.EMAIL_NOT_VERIFIED: ProblemRow(
        HTTPStatus.FORBIDDEN,
        msgid("Your e-mail address is not confirmed"),
        TextTemplate(
            msgid("Confirm your e-mail address where you manage your sign-in, then sign in again."),
            {
                "missing_claim": msgid(
                    "Your sign-in provider does not tell us a confirmed e-mail address of yours. Ask those who run it"
                    " to send the claim {missing_claim}, then sign in again."
                )
            },
        ),
        msgid(
            "You are signed in, but nobody has confirmed that your e-mail address is yours. Roles belong to"
            " addresses, so an unconfirmed one opens nothing."
        ),
    ),
    Problem.IDEMPOTENCY_KEY_INVALID: ProblemRow(
        HTTPStatus.BAD_REQUEST,
        msgid("The Idempotency-Key cannot be used"),
        TextTemplate(
            msgid("Send a header Idempotency-Key of 1 to 255 visible ASCII characters, new for each request."),
        ),
        msgid("The header Idempotency-Key is empty, too long, or has other than visible ASCII characters."),
    ),
    Problem.IDEMPOTENCY_KEY_MISSING: ProblemRow(
        HTTPStatus.BAD_REQUEST,
        msgid("The Idempotency-Key is missing"),
        TextTemplate(
            msgid("Send a header Idempotency-Key with a new value for each request, and repeat it on a retry."),
        ),
        msgid(
            "A request is submitted with a key of its own, so that a call that is repeated submits it only once."
            " This call had no key."
        ),
    ),
    Problem.IDEMPOTENCY_KEY_REUSED: ProblemRow(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        msgid("The Idempotency-Key belongs to another request"),
        TextTemplate(
            msgid("The same key came with other content before. Choose a new key for a new request."),
        ),
        msgid(
            "For 24 hours a key stands for one request: the same content gets the same answer again, and other"
            " content is refused."
        ),
    ),
    Problem.INTERNAL_ERROR: ProblemRow(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        msgid("Something went wrong on our side"),
        TextTemplate(
            msgid("Try again in a few minutes. If it happens again, give support the number of this answer."),
        ),
        msgid("The service met a fault of its own. What you sent need not be wrong."),
        remedy=msgid(
            "Try again in a few minutes. If it happens again, give support the number that the answer shows,"
            " which is also its header X-Request-Id."
        ),
    ),
    Problem.INVALID_CURSOR: ProblemRow(
        HTTPStatus.BAD_REQUEST,
        msgid("This list cannot be continued from here"),
        TextTemplate(msgid("Start again from the first page of the list.")),
        msgid(
            "A list is continued with the cursor of the page before and with the same query. This cursor was"
            " changed, or it belongs to another query."
        ),
    ),
    Problem.INVALID_PARAMETER: ProblemRow(
        HTTPStatus.BAD_REQUEST,
        msgid("Part of the address cannot be used"),
        TextTemplate(
            msgid("Correct the address, or start again from the directory."),
            {
                "missing_parameter": msgid("Add the parameter “{missing_parameter}” to the address, then try again."),
                "limit": msgid(
                    "“{parameter}” in the address may have at most {limit} characters. Shorten it, then try again."
                ),
                "times": msgid(
                    "“{parameter}” stands {times} times in the query of the address, and may stand there once."
                    " Parameters accepted here: {accepted_parameters}."
                ),
                "accepted_parameters": msgid(
                    "There is no parameter “{parameter}” at this address. Parameters accepted here:"
                    " {accepted_parameters}."
                ),
                "accepted_values": msgid(
                    "Correct the value of “{parameter}” in the address. Values accepted here: {accepted_values}."
                ),
                "parameter": msgid("Correct the value of “{parameter}” in the address, then try again."),
            },
        ),
        msgid(
            "The query of the address has a value that is not accepted there or, in a call of the API, a"
            " parameter that is not known there or is given twice. None is passed over: a misspelt “dry_run”"
            " would send mail."
        ),
    ),
    Problem.MALFORMED_BODY: ProblemRow(
        HTTPStatus.BAD_REQUEST,
        msgid("What was sent cannot be read"),
        TextTemplate(
            msgid("Fill in the form again. A program sends one JSON object in UTF-8, each name once."),
        ),
        msgid(
            "What was sent is neither a form nor a JSON object that can be understood: it is cut off, is not"
            " UTF-8, is nested too deeply, or gives a name twice."
        ),
    ),
    Problem.METHOD_NOT_ALLOWED: ProblemRow(
        HTTPStatus.METHOD_NOT_ALLOWED,
        msgid("This cannot be done at this address"),
        TextTemplate(
            msgid("Go back and use the buttons of the page. A program finds the methods in the API documentation."),
        ),
        msgid(
            "The address exists, but it does not answer this HTTP method. The header Allow names those that it answers."
        ),
    ),
    Problem.NOT_FOUND: ProblemRow(
        HTTPStatus.NOT_FOUND,
        msgid("There is nothing at this address"),
        TextTemplate(msgid("Check the address, or start again from the directory.")),
        msgid("No page and no operation of the API has this address."),
    ),
    Problem.RECORD_UNREADABLE: ProblemRow(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        msgid("An entry that this needs cannot be read just now"),
        TextTemplate(
            msgid("Nothing was changed. Trying again does not help: give support the number of this answer."),
        ),
        msgid(
            "An entry in the database is damaged, or a newer release of the service wrote it. Lists leave such an"
            " entry out and say so; what needs it waits until it has been repaired."
        ),
        remedy=msgid(
            "Trying again does not help: give support the number that the answer shows, which is also its header"
            " X-Request-Id."
        ),
    ),
    Problem.CLIENT_REQUIRED: ProblemRow(
        HTTPStatus.FORBIDDEN,
        msgid("This is for a program itself"),
        TextTemplate(msgid("Call this with an access token that the client got for itself.")),
        msgid(
            "A client is bound to an account by itself: with an access token of the client credentials grant, not with"
            " the token of a person."
        ),
    ),
    Problem.PERSON_REQUIRED: ProblemRow(
        HTTPStatus.FORBIDDEN,
        msgid("This is for people"),
        TextTemplate(msgid("Have somebody with a role on the account do this.")),
        msgid("Programs search, request and follow their account’s requests. Everything else is for people."),
    ),
    Problem.PROGRAM_CODE_UNKNOWN: ProblemRow(
        HTTPStatus.NOT_FOUND,
        msgid("This code binds no program"),
        TextTemplate(msgid("Nothing was bound. Ask an administrator of the account for a new invitation.")),
        msgid(
            "A code works once, for seven days, and for a client that acts for no account yet. The answer is the same"
            " whatever is wrong."
        ),
    ),
    Problem.PROGRAM_REQUIRED: ProblemRow(
        HTTPStatus.FORBIDDEN,
        msgid("This client acts for no account"),
        TextTemplate(msgid("Ask an administrator of the account for an invitation, and confirm its code.")),
        msgid("The access token is valid, but its client was never bound to an account, or its program has ended."),
    ),
    Problem.PROGRAM_UNKNOWN: ProblemRow(
        HTTPStatus.NOT_FOUND,
        msgid("There is no such program"),
        TextTemplate(msgid("See the account’s list of programs.")),
        msgid("The account has no program with this id, or it ended long ago."),
    ),
    Problem.SCOPE_REQUIRED: ProblemRow(
        HTTPStatus.FORBIDDEN,
        msgid("The program lacks a scope"),
        TextTemplate(
            msgid("Have the scope granted at the sign-in provider, and by the account’s invitation."),
            {"scope": msgid("Have {scope} granted at the sign-in provider, and by the account’s invitation.")},
        ),
        msgid("A program may do what both its invitation and its access token name. One of them lacks the scope."),
    ),
    Problem.TOO_MANY_PROGRAMS: ProblemRow(
        HTTPStatus.CONFLICT,
        msgid("The account has too many programs"),
        TextTemplate(msgid("Nobody was invited. Revoke a program or an invitation that is no longer needed.")),
        msgid("An account can have ten programs at a time, with the invitations that are open."),
    ),
    Problem.REVIEWER_REQUIRED: ProblemRow(
        HTTPStatus.FORBIDDEN,
        msgid("This is for reviewers"),
        TextTemplate(
            msgid(
                "If reviewing is your task, ask whoever manages the group of reviewers to add you, then sign in again."
            ),
        ),
        msgid("Requests in review are seen and decided by reviewers alone. You are signed in, but not as one of them."),
    ),
    Problem.ROLE_REQUIRED: ProblemRow(
        HTTPStatus.FORBIDDEN,
        msgid("You need a role on a Smart Account first"),
        TextTemplate(
            msgid(
                "Ask for access to your organisation's Smart Account by its domain or name, or ask its administrator"
                " for a role, then come back."
            ),
        ),
        msgid(
            "Searching and requesting are for people who have a role on at least one Smart Account or Virtual"
            " Account. You are signed in, but have none yet."
        ),
    ),
    Problem.TOKEN_TOO_LONG: ProblemRow(
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
        msgid("The token is too long"),
        TextTemplate(
            msgid(
                "Ask those who run your sign-in provider to name fewer groups in its ID tokens. Only the reviewers'"
                " group is needed."
            ),
        ),
        msgid(
            "The ID token is longer than a header may be: API Gateway accepts 10,240 bytes of headers in all. A person"
            " with very many groups can sign in to the pages, where the token is not sent in a header."
        ),
    ),
    Problem.UNAUTHENTICATED: ProblemRow(
        HTTPStatus.UNAUTHORIZED,
        msgid("Please sign in"),
        TextTemplate(
            msgid("Sign in, then try again. A program sends a current token."),
        ),
        msgid(
            "This is for people who are signed in. No session or token came along, or it has expired or cannot be"
            " verified."
        ),
    ),
    Problem.UNSUPPORTED_MEDIA_TYPE: ProblemRow(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        msgid("This kind of content is not understood"),
        TextTemplate(msgid("Send JSON, marked as application/json.")),
        msgid(
            "The header Content-Type names a kind of content that is not read at this address. The API reads JSON"
            " and nothing else."
        ),
    ),
    Problem.VALIDATION_FAILED: ProblemRow(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        msgid("Some details need correcting"),
        TextTemplate(
            msgid("Nothing was saved. Correct the fields that are marked, then send again."),
        ),
        msgid("Some fields are missing, or have values that cannot be taken. The answer names all of them at once."),
    ),
    # Account requests.
    Problem.ACCOUNT_EXISTS: ProblemRow(
        HTTPStatus.CONFLICT,
        msgid("This Smart Account exists already"),
        TextTemplate(
            msgid(
                "There is one account for each Account Domain Identifier. Open the existing account and ask its"
                " administrators for access."
            ),
            {"account_name": msgid("It is {account_name}. Open it and ask its administrators for access.")},
        ),
        msgid(
            "An active Smart Account has this Account Domain Identifier already, so no second one is created for it."
        ),
    ),
    Problem.ACTION_NOT_ALLOWED: ProblemRow(
        HTTPStatus.CONFLICT,
        msgid("This cannot be done now"),
        TextTemplate(
            msgid("Reload the page to see how things stand and what you can do."),
            {
                "current_status": msgid(
                    "The status is “{current_status}” by now. Reload the page to see what you can do."
                ),
                "account_status": msgid("The account is “{account_status}”. This is for active accounts alone."),
                "webhook_status": msgid("The webhook is “{webhook_status}”. Enable it first."),
            },
        ),
        msgid(
            "What can be done with a request or with an account depends on its status, which may have changed in"
            " the meantime: a request ends when somebody decides or withdraws it, and an account is run, and"
            " accessed, only while it is active."
        ),
    ),
    Problem.DOMAIN_FREE_MAIL: ProblemRow(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        msgid("This domain belongs to a public e-mail service"),
        TextTemplate(
            msgid("Anybody can have an address there. Enter the domain of the customer's own organisation."),
        ),
        msgid(
            "An account is named after the customer's own domain. This one belongs to a service where anybody can"
            " get a mailbox."
        ),
    ),
    Problem.DOMAIN_IS_IP_ADDRESS: ProblemRow(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        msgid("This is an IP address, not a domain"),
        TextTemplate(msgid("Enter the customer's domain name, such as example.com.")),
        msgid("An account is named after the domain of an organisation. What was entered is the number of a machine."),
    ),
    Problem.DOMAIN_IS_PUBLIC_SUFFIX: ProblemRow(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        msgid("This ending is shared by many organisations"),
        TextTemplate(
            msgid("Add the name of the organisation before the ending, as in example.co.uk."),
        ),
        msgid(
            "Under an ending such as com or co.uk many organisations have their domains, so it cannot stand for"
            " one of them."
        ),
    ),
    Problem.DOMAIN_MALFORMED: ProblemRow(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        msgid("This is not a domain name"),
        TextTemplate(
            msgid("Check it for characters that do not belong there, and enter a name such as example.com."),
            {"domain": msgid("It is an e-mail address. Enter its domain: {domain}.")},
        ),
        msgid("What was entered does not have the form of a domain name."),
    ),
    Problem.DOMAIN_MIXED_SCRIPT: ProblemRow(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        msgid("This domain mixes alphabets"),
        TextTemplate(
            msgid(
                "Letters of different alphabets can look the same. Type the name again in one alphabet instead of"
                " copying it."
            ),
        ),
        msgid(
            "A part of the name has letters of several alphabets. Such names are used to pass for others, so they"
            " are refused."
        ),
    ),
    Problem.DOMAIN_RESERVED: ProblemRow(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        msgid("This domain cannot belong to an organisation"),
        TextTemplate(
            msgid("Its ending is not in use on the internet. Check the ending, and enter a registered domain."),
        ),
        msgid(
            "The ending does not exist, or is set aside for tests and other special uses, so no organisation can"
            " be reached there."
        ),
    ),
    Problem.DOMAIN_SINGLE_LABEL: ProblemRow(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        msgid("This domain has no ending"),
        TextTemplate(msgid("Enter the whole name with its ending, such as example.com.")),
        msgid(
            "A domain has at least two parts with a dot between them. A single word is the name of a machine in a"
            " network."
        ),
    ),
    Problem.DOMAIN_TOO_DEEP: ProblemRow(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        msgid("This domain has too many parts"),
        TextTemplate(
            msgid("Enter a shorter name, for instance without the parts before the organisation's own."),
        ),
        msgid("The name has more parts between its dots than an Account Domain Identifier may have."),
    ),
    Problem.HOLDING_ACCOUNT_NOT_ALLOWED: ProblemRow(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        msgid("A Partner Holding Account cannot be requested here"),
        TextTemplate(
            msgid("Request a customer account, or ask support for a Partner Holding Account."),
        ),
        msgid("Accounts are requested here for customers. A Partner Holding Account is not one of these."),
    ),
    Problem.MAIL_LIMIT: ProblemRow(
        HTTPStatus.TOO_MANY_REQUESTS,
        msgid("Too many mails for today"),
        TextTemplate(
            msgid(
                "Nothing was sent: what one mailbox, one organisation or one requester may cause in a day is"
                " limited. Try again tomorrow."
            ),
            {
                "limit_name": msgid(
                    "Nothing was sent: the limit of {limit} {limit_name} is reached. Try again {retry_after}."
                ),
                "retry_after": msgid(
                    "Nothing was sent: what one mailbox, one organisation or one requester may cause in a day is"
                    " limited. Try again {retry_after}."
                ),
            },
        ),
        msgid(
            "This would have sent more mails than one person or one organisation should get within {mail_window}, or"
            " than one requester may cause."
        ),
    ),
    Problem.OWN_REQUEST: ProblemRow(
        HTTPStatus.FORBIDDEN,
        msgid("This request is your own"),
        TextTemplate(msgid("Nobody decides on a request of their own. Ask a colleague to decide.")),
        msgid("Whoever asks for something is not the one who grants it, reviewers and administrators included."),
    ),
    Problem.REASON_REQUIRED: ProblemRow(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        msgid("A reason is needed"),
        TextTemplate(msgid("Say in a few words why, then decline again.")),
        msgid(
            "Whoever declines says why, so that the requester knows how to go on. There was no reason, or a blank one."
        ),
    ),
    Problem.REASSIGN_OUTSIDE_DOMAIN: ProblemRow(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        msgid("This address lies outside the customer's domain"),
        TextTemplate(
            msgid(
                "Enter an address in the domain of the account. For any other, withdraw this request and send a"
                " new one, which a reviewer will look at."
            ),
        ),
        msgid(
            "An address is replaced by one that fits the domain of the account, or by an address that a reviewer"
            " has accepted for this request. To accept one address does not open its mail domain to others."
        ),
    ),
    Problem.REQUEST_ALREADY_PENDING: ProblemRow(
        HTTPStatus.CONFLICT,
        msgid("A request is waiting already"),
        TextTemplate(
            msgid(
                "Wait until it is decided; there is no need for a second one. Once an account is active, its"
                " administrators decide who gets access."
            ),
            {
                "own_account_name": msgid(
                    "You or your team asked for {own_account_name}. Open the request to see where it stands."
                ),
                "existing_request_id": msgid("You or your team asked for it. Open the request to see where it stands."),
                "access_request_id": msgid("You have asked for access already. Wait until it is decided."),
                "pending_until": msgid(
                    "It is for {account_name}. Without a decision it ends on {pending_until}. There is no need for a"
                    " second one: once the account is active, its administrators decide who gets access."
                ),
                "account_id": msgid(
                    "Without a decision it ends on {pending_until}. There is no need for a second one: once an account"
                    " is active, its administrators decide who gets access."
                ),
                "account_name": msgid(
                    "It is for {account_name}. There is no need for a second one: once the account is active, its"
                    " administrators decide who gets access."
                ),
            },
        ),
        msgid(
            "For each Account Domain Identifier only one request for a new account can wait for a decision; and"
            " for access to an account, only one of each person."
        ),
    ),
    Problem.REQUEST_UNKNOWN: ProblemRow(
        HTTPStatus.NOT_FOUND,
        msgid("There is no such request"),
        TextTemplate(msgid("Check the address, or find the request in your directory.")),
        msgid(
            "No request that you may see has this id: a request is shown to its requester and, while it is in"
            " review, to reviewers."
        ),
    ),
    Problem.REQUESTER_CANNOT_APPROVE: ProblemRow(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        msgid("You cannot approve your own request"),
        TextTemplate(
            msgid("Enter the address of somebody at the customer: neither yours nor a colleague's."),
        ),
        msgid(
            "The customer decides, not the side that asks. So your own address is refused, and your colleagues'"
            " addresses too unless the account is for your own organisation. Colleagues are also all who have a role in"
            " the team of the request, at whatever address."
        ),
    ),
    Problem.RESEND_TOO_SOON: ProblemRow(
        HTTPStatus.TOO_MANY_REQUESTS,
        msgid("A mail was sent a short while ago"),
        TextTemplate(
            msgid("Give it time to arrive, and ask the customer to look among unwanted mail. Try again later."),
            {
                "retry_after": msgid(
                    "Give it time to arrive, and ask the customer to look among unwanted mail. Try again {retry_after}."
                )
            },
        ),
        msgid("A link is sent again only after a pause, so that nobody is flooded with mails."),
    ),
    Problem.CHECK_TOO_SOON: ProblemRow(
        HTTPStatus.TOO_MANY_REQUESTS,
        msgid("The record was looked for a short while ago"),
        TextTemplate(
            msgid("A new record takes a while to be seen everywhere. Try again later."),
            {"retry_after": msgid("A new record takes a while to be seen everywhere. Try again {retry_after}.")},
        ),
        msgid(
            "A proof is checked on demand once a minute and 20 times in 24 hours. It is checked without that too: after"
            " 5 minutes, 1 hour and 6 hours, then each day."
        ),
    ),
    Problem.LIMIT_REACHED: ProblemRow(
        HTTPStatus.CONFLICT,
        msgid("There is no room for more"),
        TextTemplate(
            msgid("Nothing was changed: all that this request allows has been used."),
            {
                "free_at": msgid(
                    "Nothing was changed: the limit of {limit} {limit_name} is reached. The request ends by itself on"
                    " {free_at}."
                )
            },
        ),
        msgid(
            "A request has room for so many new links for one person, and for so many people who are told of its end."
            " That number has been reached, and waiting does not change it while the request is open."
        ),
    ),
    Problem.TOO_MANY_OPEN_REQUESTS: ProblemRow(
        HTTPStatus.CONFLICT,
        msgid("Too many requests are open"),
        TextTemplate(
            msgid("Nothing was sent. Wait until some of them are decided, then try again."),
            {
                "free_at": msgid(
                    "{open_requests} of your requests are open, and {limit} may be. Wait until one of them is decided,"
                    " or withdraw one that you no longer need. By itself there is room again on {free_at}."
                ),
                "open_requests": msgid(
                    "{open_requests} requests wait there, and {limit} may. Wait until some of them are decided, then"
                    " try again."
                ),
            },
        ),
        msgid(
            "How many requests may wait at the same time is limited: those of one person for new accounts, and"
            " those of all people for access to one account. That number has been reached."
        ),
    ),
    # Links of approvers.
    Problem.ALREADY_DECIDED: ProblemRow(
        HTTPStatus.CONFLICT,
        msgid("This has been decided already"),
        TextTemplate(
            msgid("The first decision counts, and yours changed nothing. Open the page again to see the outcome."),
        ),
        msgid("Several people can be asked about one request. This one was decided before your decision came."),
    ),
    Problem.AUTHORITY_NOT_CONFIRMED: ProblemRow(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        msgid("Please confirm that you may decide this"),
        TextTemplate(
            msgid(
                "Tick the statement that you may decide this for your organisation, then approve again. If you"
                " may not, forward the request to somebody who may."
            ),
        ),
        msgid(
            "An account is created only when whoever approves confirms that they may decide this for their"
            " organisation. The statement was not ticked."
        ),
    ),
    Problem.CONFIRM_OUTSIDE_DOMAIN: ProblemRow(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        msgid("This address is not under your organisation's domain"),
        TextTemplate(
            msgid("Check the address. If this person may decide for your organisation, confirm it and forward again."),
        ),
        msgid(
            "The address that you want to forward to does not fit the domain of the account. A slip of the"
            " keyboard could hand the decision to a stranger, so it has to be confirmed."
        ),
    ),
    Problem.FORWARD_LIMIT: ProblemRow(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        msgid("This request has been forwarded too often"),
        TextTemplate(
            msgid("Decide yourself, or decline and name the right person to the requester."),
        ),
        msgid("A decision can be handed on only a few times, so that it does not get lost."),
    ),
    Problem.FORWARD_LOOP: ProblemRow(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        msgid("This person was asked before"),
        TextTemplate(msgid("Forward to somebody who was not asked yet, or decide yourself.")),
        msgid(
            "A request is forwarded only to people who were never asked about it, so that it does not go round in"
            " circles."
        ),
    ),
    Problem.FORWARD_TO_REQUESTER: ProblemRow(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        msgid("The requester's side cannot decide"),
        TextTemplate(
            msgid("The decision belongs to the customer. Forward to somebody at your own organisation."),
        ),
        msgid(
            "The address belongs to the person or the organisation that asks for the account, and nobody approves"
            " their own request."
        ),
    ),
    Problem.FORWARD_TO_SELF: ProblemRow(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        msgid("This is your own address"),
        TextTemplate(msgid("Enter the address of somebody else, or decide yourself.")),
        msgid("The address is the one that your own link was sent to."),
    ),
    Problem.LINK_EXPIRED: ProblemRow(
        HTTPStatus.GONE,
        msgid("This link has expired"),
        TextTemplate(
            msgid("Ask for a new link on this page; it is sent to the address that this link was sent to."),
        ),
        msgid("For safety, a link works for a limited time. The request itself may still wait for a decision."),
        remedy=msgid(
            "Open the link once more and ask for a new one there; it is sent to the address that the link was sent to."
        ),
    ),
    Problem.LINK_FORWARDED: ProblemRow(
        HTTPStatus.GONE,
        msgid("You forwarded this request"),
        TextTemplate(
            msgid("Somebody else decides now; there is nothing left for you to do. If that was not you, tell support."),
        ),
        msgid("Whoever forwards a request hands the decision over, and their own link no longer works."),
    ),
    Problem.LINK_SUPERSEDED: ProblemRow(
        HTTPStatus.GONE,
        msgid("This link has been replaced"),
        TextTemplate(
            msgid("Use the link in the latest mail. If you have none, ask the requester who is to decide now."),
        ),
        msgid("A newer link was sent in the place of this one, or the requester has asked another person to decide."),
    ),
    Problem.LINK_UNKNOWN: ProblemRow(
        HTTPStatus.NOT_FOUND,
        msgid("This link is not valid"),
        TextTemplate(
            msgid("Copy the whole link from the mail into the address bar, or use the button in the mail."),
        ),
        msgid(
            "This is no link that was made here. Often a part of the address was lost when it was copied, or the"
            " mail broke it over two lines."
        ),
    ),
    Problem.REQUEST_EXPIRED: ProblemRow(
        HTTPStatus.GONE,
        msgid("The time for this request is over"),
        TextTemplate(
            msgid("Nobody decided in time, so no account was created. The requester can send a new request."),
        ),
        msgid("A request waits for a decision for a limited time, and then ends by itself."),
    ),
    Problem.REQUEST_WITHDRAWN: ProblemRow(
        HTTPStatus.GONE,
        msgid("This request was withdrawn"),
        TextTemplate(
            msgid("The requester took it back, so no account was created. There is nothing left for you to do."),
        ),
        msgid("A requester can take a request back as long as nobody has decided."),
    ),
    # Access to accounts.
    Problem.ACCESS_ALREADY_GRANTED: ProblemRow(
        HTTPStatus.CONFLICT,
        msgid("This access has been granted already"),
        TextTemplate(
            msgid(
                "There is nothing left to do, unless you meant another role or another Virtual Account: choose that."
            ),
        ),
        msgid("Whoever this access is for has the role already, or one that includes it."),
    ),
    Problem.INQUIRY_UNKNOWN: ProblemRow(
        HTTPStatus.NOT_FOUND,
        msgid("There is no such question for access"),
        TextTemplate(msgid("Look at the list of what you asked for.")),
        msgid("What somebody without a role asked for is seen by them alone."),
    ),
    Problem.ACCESS_REQUEST_UNKNOWN: ProblemRow(
        HTTPStatus.NOT_FOUND,
        msgid("There is no such request for access"),
        TextTemplate(
            msgid("Check the address, or find the request among your requests for access."),
        ),
        msgid(
            "No request for access that you may see has this id: it is shown to whoever asked and to those who"
            " may decide."
        ),
    ),
    Problem.ADMINISTRATOR_REQUIRED: ProblemRow(
        HTTPStatus.FORBIDDEN,
        msgid("This is for administrators of the account"),
        TextTemplate(
            msgid("Ask an administrator of the account to do it, or ask for that role on the account's page."),
        ),
        msgid(
            "An account is run by its administrators: they change it, grant roles on it and withdraw them. You"
            " are signed in, but do not administer this account."
        ),
    ),
    Problem.TEAM_ROLE_REQUIRED: ProblemRow(
        HTTPStatus.FORBIDDEN,
        msgid("Your role in the team does not allow this"),
        TextTemplate(
            msgid("Ask the requester or an administrator of your team's account to do it."),
        ),
        msgid(
            "A request belongs to a team. Viewers see it; users send links again, replace addresses and withdraw it;"
            " its requester and administrators hand it over as well."
        ),
    ),
    Problem.BEYOND_OWN_RIGHT: ProblemRow(
        HTTPStatus.FORBIDDEN,
        msgid("This goes beyond your own right"),
        TextTemplate(
            msgid(
                "Choose a role on Virtual Accounts that you administer, or leave this to an administrator of the"
                " whole account."
            ),
        ),
        msgid(
            "Whoever administers Virtual Accounts grants and withdraws the roles of Virtual Accounts, on those"
            " and on no others. Reviewers grant the roles of users and viewers alone, to addresses that match the"
            " account’s domain. All else is for the administrators of the whole account."
        ),
    ),
    Problem.LAST_ADMINISTRATOR: ProblemRow(
        HTTPStatus.CONFLICT,
        msgid("An account needs an administrator"),
        TextTemplate(
            msgid("Make somebody else an administrator of the account first, then withdraw this role."),
        ),
        msgid(
            "Without an administrator nobody could run the account or decide who gets access. This role belongs"
            " to the last one."
        ),
    ),
    Problem.NOT_THE_DECIDER: ProblemRow(
        HTTPStatus.FORBIDDEN,
        msgid("This is not for you to decide"),
        TextTemplate(msgid("Leave it to an administrator of the account; they have been told of it.")),
        msgid(
            "A request for access is decided by the administrators of the account and, when it names Virtual"
            " Accounts, by whoever administers all of those."
        ),
    ),
    Problem.NOBODY_DECIDES: ProblemRow(
        HTTPStatus.CONFLICT,
        msgid("Nobody could decide about this"),
        TextTemplate(
            msgid(
                "This account has no administrator. Ask for the role of a user or viewer, signed in with an address"
                " of the account’s domain: reviewers decide about that."
            ),
        ),
        msgid(
            "Nobody else administers what access was asked to, and reviewers grant users’ and viewers’ roles alone, to"
            " addresses that match the account’s domain. A request that nobody can decide is not accepted."
        ),
    ),
    Problem.OFFER_UNKNOWN: ProblemRow(
        HTTPStatus.NOT_FOUND,
        msgid("This offer is not open"),
        TextTemplate(msgid("Look at the list of your offers. If it is missing there, ask for access to the account.")),
        msgid(
            "An offer of a role can be answered once, for 30 days, by whoever signs in with the address that it was"
            " made to. Its account can withdraw it before."
        ),
    ),
    Problem.ROLE_ALREADY_OFFERED: ProblemRow(
        HTTPStatus.CONFLICT,
        msgid("This role has been offered already"),
        TextTemplate(msgid("Wait for the answer, or withdraw the offer in the list of those who have access.")),
        msgid("The same role is open as an offer to this address. It ends by itself after 30 days."),
    ),
    Problem.TOO_MANY_CALLS: ProblemRow(
        HTTPStatus.TOO_MANY_REQUESTS,
        msgid("Too many calls at once"),
        TextTemplate(
            msgid("Nothing was changed. Wait a minute, then go on more slowly."),
            {"retry_after": msgid("Nothing was changed. Try again {retry_after}, and go on more slowly.")},
        ),
        msgid("More calls came from your network, or from everybody together, than are answered in such a time."),
    ),
    Problem.TOO_MANY_INQUIRIES: ProblemRow(
        HTTPStatus.TOO_MANY_REQUESTS,
        msgid("You have asked three times within a day"),
        TextTemplate(
            msgid("Nothing was sent. Wait for an answer, or ask again tomorrow."),
            {"retry_after": msgid("Nothing was sent. Wait for an answer, or ask again {retry_after}.")},
        ),
        msgid("Somebody without a role can ask for access three times a day, so that nobody finds accounts by trying."),
    ),
    Problem.TOO_MANY_OFFERS: ProblemRow(
        HTTPStatus.CONFLICT,
        msgid("Too many offers to this address are open"),
        TextTemplate(
            msgid(
                "Nothing was offered. Wait for an answer, or withdraw an offer in the list of those who have access."
            ),
        ),
        msgid("An account can have five open offers to one address. Each ends by itself after 30 days."),
    ),
    Problem.PROOF_UNKNOWN: ProblemRow(
        HTTPStatus.NOT_FOUND,
        msgid("There is no such proof"),
        TextTemplate(msgid("Look at the list of your proofs, or ask for a new one.")),
        msgid(
            "A proof of a domain is seen by the person who asked for it; one of an account by the administrators of the"
            " account."
        ),
    ),
    Problem.PROOF_EXISTS: ProblemRow(
        HTTPStatus.CONFLICT,
        msgid("This proof is under way, or there already"),
        TextTemplate(msgid("Nothing was changed. Go on with the proof that there is.")),
        msgid("There is one proof for each domain and each person or account. Once it has ended, ask for it again."),
    ),
    Problem.TOO_MANY_PROOFS: ProblemRow(
        HTTPStatus.CONFLICT,
        msgid("Too many proofs are under way"),
        TextTemplate(msgid("Nothing was asked for. Withdraw a proof that you no longer need.")),
        msgid("A person or account can have 25 proofs of domains at a time, with those that are proved."),
    ),
    Problem.WEBHOOK_UNKNOWN: ProblemRow(
        HTTPStatus.NOT_FOUND,
        msgid("There is no such webhook, or no such delivery"),
        TextTemplate(msgid("Look at the list of the account’s webhooks, or at the log of this one.")),
        msgid("A webhook is seen by the administrators of its account. What was sent is kept for 30 days."),
    ),
    Problem.TOO_MANY_WEBHOOKS: ProblemRow(
        HTTPStatus.CONFLICT,
        msgid("The account has as many webhooks as it can have"),
        TextTemplate(msgid("Nothing was made. Remove a webhook that you no longer need, or change one.")),
        msgid("An account can have 5 webhooks."),
    ),
    Problem.RECOVERY_ADDRESS_REQUIRED: ProblemRow(
        HTTPStatus.FORBIDDEN,
        msgid("Your address is not at the account’s domain"),
        TextTemplate(
            msgid("Nothing was asked for. Sign in with an address at the domain of the account."),
            {"accepted_domains": msgid("Nothing was asked for. Sign in with an address at: {accepted_domains}.")},
        ),
        msgid(
            "An account is recovered by somebody with a verified address at exactly its domain, or at one above it in"
            " the same organisation."
        ),
    ),
    Problem.RECOVERY_EXISTS: ProblemRow(
        HTTPStatus.CONFLICT,
        msgid("A recovery of this account is under way"),
        TextTemplate(msgid("Nothing was changed. Wait until it has ended, or ask the account’s administrators.")),
        msgid("An account has one recovery at a time, whoever asked for it."),
    ),
    Problem.RECOVERY_NOT_POSSIBLE: ProblemRow(
        HTTPStatus.CONFLICT,
        msgid("This account cannot be recovered by its domain"),
        TextTemplate(msgid("Nothing was asked for. Please write to support.")),
        msgid("Anybody can have a mailbox at the domain of this account, so an address there proves nothing."),
    ),
    Problem.RECOVERY_TOO_SOON: ProblemRow(
        HTTPStatus.CONFLICT,
        msgid("This account has had a recovery a short while ago"),
        TextTemplate(
            msgid("Nothing was asked for. An account has one in 90 days."),
            {"free_at": msgid("Nothing was asked for. An account has one in 90 days: ask again after {free_at}.")},
        ),
        msgid("An account comes to a notice once in 90 days, however the last one ended."),
    ),
    Problem.RECOVERY_UNKNOWN: ProblemRow(
        HTTPStatus.NOT_FOUND,
        msgid("There is no such recovery"),
        TextTemplate(msgid("Look at the list of your recoveries, or ask for one at the account.")),
        msgid(
            "A recovery is seen by its candidate, by reviewers and by the administrators of the account. An account has"
            " one recovery, which the newest candidate takes over."
        ),
    ),
    Problem.PRECONDITION_FAILED: ProblemRow(
        HTTPStatus.PRECONDITION_FAILED,
        msgid("It has changed since you read it"),
        TextTemplate(msgid("Nothing was changed. Read it again, then repeat your change with the new ETag.")),
        msgid(
            "The call was to hold only for what its header If-Match names. In the meantime somebody else has changed"
            " it, or nothing here has such an ETag."
        ),
    ),
    Problem.ROLE_UNKNOWN: ProblemRow(
        HTTPStatus.NOT_FOUND,
        msgid("There is no such role on this account"),
        TextTemplate(msgid("Reload the list of those who have access, and choose again.")),
        msgid("No role on this account has the id that was given. Somebody may have withdrawn it in the meantime."),
    ),
    Problem.VIRTUAL_ACCOUNT_IN_USE: ProblemRow(
        HTTPStatus.CONFLICT,
        msgid("This Virtual Account is in use"),
        TextTemplate(
            msgid(
                "Move or remove the Virtual Accounts below it, withdraw the roles on it and their offers, and decide"
                " the requests for access to it. Then remove it."
            )
        ),
        msgid("Only an empty Virtual Account can be removed, so that nobody loses access by it. Nothing was changed."),
    ),
    Problem.VIRTUAL_ACCOUNT_IS_DEFAULT: ProblemRow(
        HTTPStatus.CONFLICT,
        msgid("The default Virtual Account stays"),
        TextTemplate(msgid("Rename it or move it instead.")),
        msgid("Every account has the Virtual Account that was made together with it."),
    ),
    Problem.VIRTUAL_ACCOUNT_UNKNOWN: ProblemRow(
        HTTPStatus.NOT_FOUND,
        msgid("There is no such Virtual Account"),
        TextTemplate(msgid("Open the account, and choose among its Virtual Accounts.")),
        msgid("The account has no Virtual Account with the id that was given."),
    ),
}
