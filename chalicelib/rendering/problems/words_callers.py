"""What is said to callers who are not let in, or whose message cannot be read."""

from collections.abc import Mapping

from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid
from chalicelib.rendering.problems.filled import Words

TITLES: Mapping[Problem, str] = {
    Problem.ACCESS_REQUIRED: msgid("You have no access to this account"),
    Problem.ACCOUNT_UNKNOWN: msgid("There is no such account"),
    Problem.BODY_TOO_LARGE: msgid("Too much was sent at once"),
    Problem.BUSY: msgid("The service is busy"),
    Problem.CROSS_SITE: msgid("This form was sent from another site"),
    Problem.EMAIL_NOT_VERIFIED: msgid("Your e-mail address is not confirmed"),
    Problem.IDEMPOTENCY_KEY_INVALID: msgid("The Idempotency-Key cannot be used"),
    Problem.IDEMPOTENCY_KEY_MISSING: msgid("The Idempotency-Key is missing"),
    Problem.IDEMPOTENCY_KEY_REUSED: msgid("The Idempotency-Key belongs to another request"),
    Problem.INTERNAL_ERROR: msgid("Something went wrong on our side"),
    Problem.INVALID_CURSOR: msgid("This list cannot be continued from here"),
    Problem.INVALID_PARAMETER: msgid("Part of the address cannot be used"),
    Problem.MALFORMED_BODY: msgid("What was sent cannot be read"),
    Problem.METHOD_NOT_ALLOWED: msgid("This cannot be done at this address"),
    Problem.NOT_FOUND: msgid("There is nothing at this address"),
    Problem.RECORD_UNREADABLE: msgid("An entry that this needs cannot be read just now"),
    Problem.REVIEWER_REQUIRED: msgid("This is for reviewers"),
    Problem.ROLE_REQUIRED: msgid("You need a role on a Smart Account first"),
    Problem.UNAUTHENTICATED: msgid("Please sign in"),
    Problem.UNSUPPORTED_MEDIA_TYPE: msgid("This kind of content is not understood"),
    Problem.VALIDATION_FAILED: msgid("Some details need correcting"),
}

DETAILS: Mapping[Problem, Words] = {
    Problem.ACCESS_REQUIRED: Words(
        msgid("Only people with access see this. Ask for access on the account's page."),
    ),
    Problem.ACCOUNT_UNKNOWN: Words(
        msgid("Check the address of the page, or search for the account by name or domain."),
    ),
    Problem.BODY_TOO_LARGE: Words(
        msgid("Shorten the longest texts, to 64 KB in all, and send them again."),
    ),
    Problem.BUSY: Words(
        msgid("Nothing was changed. Wait a few seconds, then try again."),
        {"retry_after": msgid("Nothing was changed. Try again {retry_after}.")},
    ),
    Problem.CROSS_SITE: Words(
        msgid(
            "Nothing was changed. Open the page by the link in your mail, or sign in, and send the form"
            " from there."
        ),
    ),
    Problem.EMAIL_NOT_VERIFIED: Words(
        msgid("Confirm your e-mail address where you manage your sign-in, then sign in again."),
    ),
    Problem.IDEMPOTENCY_KEY_INVALID: Words(
        msgid("Send a header Idempotency-Key of 1 to 255 visible ASCII characters, new for each request."),
    ),
    Problem.IDEMPOTENCY_KEY_MISSING: Words(
        msgid("Send a header Idempotency-Key with a new value for each request, and repeat it on a retry."),
    ),
    Problem.IDEMPOTENCY_KEY_REUSED: Words(
        msgid("The same key came with other content before. Choose a new key for a new request."),
    ),
    Problem.INTERNAL_ERROR: Words(
        msgid("Try again in a few minutes. If it happens again, give support the number of this answer."),
    ),
    Problem.INVALID_CURSOR: Words(msgid("Start again from the first page of the list.")),
    Problem.INVALID_PARAMETER: Words(
        msgid("Correct the address, or start again from the directory."),
        {
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
    Problem.MALFORMED_BODY: Words(
        msgid("Fill in the form again. A program sends one JSON object in UTF-8, each name once."),
    ),
    Problem.METHOD_NOT_ALLOWED: Words(
        msgid("Go back and use the buttons of the page. A program finds the methods in the API documentation."),
    ),
    Problem.NOT_FOUND: Words(msgid("Check the address, or start again from the directory.")),
    Problem.RECORD_UNREADABLE: Words(
        msgid("Nothing was changed. Trying again does not help: give support the number of this answer."),
    ),
    Problem.REVIEWER_REQUIRED: Words(
        msgid(
            "If reviewing is your task, ask whoever manages the group of reviewers to add you, then sign in again."
        ),
    ),
    Problem.ROLE_REQUIRED: Words(
        msgid(
            "Ask an administrator of your own organisation's Smart Account to make you its administrator, user"
            " or viewer, then come back."
        ),
    ),
    Problem.UNAUTHENTICATED: Words(
        msgid("Sign in, then try again. A program sends a current ID token as its bearer token."),
    ),
    Problem.UNSUPPORTED_MEDIA_TYPE: Words(msgid("Send JSON, marked as application/json.")),
    Problem.VALIDATION_FAILED: Words(
        msgid("Nothing was saved. Correct the fields that are marked, then send again."),
    ),
}
