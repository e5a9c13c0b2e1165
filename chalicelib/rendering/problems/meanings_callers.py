"""Why callers are not let in, or why their message cannot be read: what is true of every such case."""

from collections.abc import Mapping

from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid

MEANINGS: Mapping[Problem, str] = {
    Problem.ACCESS_REQUIRED: msgid(
        "The administrators' contacts and the hierarchy of a restricted account are shown only to people who have"
        " a role on it."
    ),
    Problem.ACCOUNT_UNKNOWN: msgid("No account that you may see has the id that was asked for."),
    Problem.BODY_TOO_LARGE: msgid("What was sent is larger than one form or one call may be, which is 64 KB."),
    Problem.BUSY: msgid(
        "Others were changing the same records, or the service had too much to do, so this call was given up."
    ),
    Problem.CROSS_SITE: msgid(
        "Nothing shows that this form comes from a page of ours. It is refused, so that no other site can act in"
        " your name."
    ),
    Problem.EMAIL_NOT_VERIFIED: msgid(
        "You are signed in, but nobody has confirmed that your e-mail address is yours. Roles belong to addresses,"
        " so an unconfirmed one opens nothing."
    ),
    Problem.IDEMPOTENCY_KEY_INVALID: msgid(
        "The header Idempotency-Key is empty, too long, or has other than visible ASCII characters."
    ),
    Problem.IDEMPOTENCY_KEY_MISSING: msgid(
        "A request is submitted with a key of its own, so that a call that is repeated submits it only once. This"
        " call had no key."
    ),
    Problem.IDEMPOTENCY_KEY_REUSED: msgid(
        "For 24 hours a key stands for one request: the same content gets the same answer again, and other content"
        " is refused."
    ),
    Problem.INTERNAL_ERROR: msgid("The service met a fault of its own. What you sent need not be wrong."),
    Problem.INVALID_CURSOR: msgid(
        "A list is continued with the cursor of the page before and with the same query. This cursor was changed,"
        " or it belongs to another query."
    ),
    Problem.INVALID_PARAMETER: msgid(
        "The query of the address has a value that is not accepted there or, in a call of the API, a parameter"
        " that is not known there or is given twice. None is passed over: a misspelt “dry_run” would send mail."
    ),
    Problem.MALFORMED_BODY: msgid(
        "What was sent is neither a form nor a JSON object that can be understood: it is cut off, is not UTF-8, is"
        " nested too deeply, or gives a name twice."
    ),
    Problem.METHOD_NOT_ALLOWED: msgid(
        "The address exists, but it does not answer this HTTP method. The header Allow names those that it"
        " answers."
    ),
    Problem.NOT_FOUND: msgid("No page and no operation of the API has this address."),
    Problem.RECORD_UNREADABLE: msgid(
        "An entry in the database is damaged, or a newer release of the service wrote it. Lists leave such an"
        " entry out and say so; what needs it waits until it has been repaired."
    ),
    Problem.REVIEWER_REQUIRED: msgid(
        "Requests in review are seen and decided by reviewers alone. You are signed in, but not as one of them."
    ),
    Problem.ROLE_REQUIRED: msgid(
        "Searching and requesting are for people who have a role on at least one Smart Account or Virtual Account."
        " You are signed in, but have none yet."
    ),
    Problem.UNAUTHENTICATED: msgid(
        "This is for people who are signed in. No session or token came along, or it has expired or cannot be"
        " verified."
    ),
    Problem.UNSUPPORTED_MEDIA_TYPE: msgid(
        "The header Content-Type names a kind of content that is not read at this address. The API reads JSON and"
        " nothing else."
    ),
    Problem.VALIDATION_FAILED: msgid(
        "Some fields are missing, or have values that cannot be taken. The answer names all of them at once."
    ),
}
