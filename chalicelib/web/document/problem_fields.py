"""The fields of problems, and of the faults in them: a part of the table of all fields that are answered."""

from collections.abc import Mapping

from chalicelib.rendering.languages import msgid
from chalicelib.web.document.facts import FieldFacts
from chalicelib.web.document.limits import COUNT, HOST_NAME, ID, INSTANT, LIST, SHORT, TEXT, URL

_REQUEST_ID = "8f14e45fceea467a9d3f4b6c1a2e7d90"

PROBLEM_FIELDS: Mapping[str, FieldFacts] = {
    "accepted_parameters": FieldFacts(msgid("The names that are accepted."), "limit", {**SHORT, "maxItems": 50}),
    "accepted_values": FieldFacts(
        msgid("The values that are accepted, or the range of them."), "true", {**SHORT, "maxItems": 50}
    ),
    "access_request_status": FieldFacts(
        msgid("How the access request was decided."), "approved", value_set="AccessRequestStatus"
    ),
    "access_requests": FieldFacts(msgid("How many requests for access to it are pending."), 0, COUNT),
    "account_status": FieldFacts(
        msgid("The status of the account, in which it cannot be done."), "cancelled", value_set="AccountStatus"
    ),
    "action": FieldFacts(msgid("What cannot be done."), "withdraw", value_set="Action"),
    "allowed_values": FieldFacts(msgid("The values that the field may have."), "customer", {**SHORT, "maxItems": 50}),
    "current_status": FieldFacts(
        msgid("The status of the request, in which it cannot be done."), "approved", value_set="RequestStatus"
    ),
    "detail": FieldFacts(msgid("What to do next, in the language of `Accept-Language`."), "Correct it.", TEXT),
    "error": FieldFacts(msgid("What is wrong with the token that was sent."), "invalid_token", value_set="TokenError"),
    "errors": FieldFacts(msgid("Every faulty field at once; empty for most problems."), None, LIST),
    "existing_request_id": FieldFacts(msgid("The id of the request that is pending."), _REQUEST_ID, ID),
    "instance": FieldFacts(msgid("The call, as a URN."), "urn:request:3f2b8c1e", {"format": "uri", "maxLength": 300}),
    "missing_claim": FieldFacts(msgid("The claim that the sign-in provider does not send."), "email_verified", SHORT),
    "missing_parameter": FieldFacts(msgid("The parameter that is required."), "domain", SHORT),
    "pending_until": FieldFacts(
        msgid("Until when the pending request may wait at most."), "2027-02-20T08:00:00+00:00", INSTANT
    ),
    "offered_roles": FieldFacts(msgid("How many roles on it are offered."), 0, COUNT),
    "parameter": FieldFacts(msgid("The parameter of the query, shortened."), "dry-run", SHORT),
    "pointer": FieldFacts(
        msgid("The field in the body, as a JSON Pointer."),
        "/account_name",
        {"format": "json-pointer", "maxLength": 1000},
    ),
    "roles": FieldFacts(msgid("How many roles on it are given."), 1, COUNT),
    "times": FieldFacts(msgid("How often the parameter was given."), 2, COUNT),
    "title": FieldFacts(
        msgid("The problem in a few words, in the language of `Accept-Language`."), "Please sign in", TEXT
    ),
    "type": FieldFacts(
        msgid("Which problem it is: the address of its page. Compare its last segment."),
        "https://accounts.vendor.example/api/problems/unauthenticated",
        URL,
    ),
    "virtual_accounts_below": FieldFacts(msgid("How many Virtual Accounts are below it."), 2, COUNT),
    "DomainMalformedProblem.domain": FieldFacts(
        msgid("The domain of the address that was given instead."), "wayne.example", HOST_NAME
    ),
    "free_at": FieldFacts(
        msgid("When there is room for another by the end of those that are open, if nothing happens before."),
        "2027-02-20T09:00:00Z",
        INSTANT,
    ),
    "limit_name": FieldFacts(msgid("Which limit is reached."), "mails_per_team", value_set="LimitName"),
    "open_requests": FieldFacts(msgid("How many requests are open."), 25, COUNT),
    "LimitReachedProblem.limit": FieldFacts(
        msgid("The number of the limit: of mails, inquiries, checks or calls; of a pause, its minutes."), 10, COUNT
    ),
    "CountProblem.limit": FieldFacts(msgid("How many there may be."), 10, COUNT),
    "QuotaProblem.limit": FieldFacts(msgid("How many there may be."), 10, COUNT),
    "OpenRequestsProblem.limit": FieldFacts(msgid("How many may be open at a time."), 25, COUNT),
    "LimitProblem.limit": FieldFacts(msgid("The most that is possible."), 65_536, COUNT),
    "ProblemError.code": FieldFacts(msgid("What is wrong with the field."), "required", value_set="FieldErrorCode"),
    "ProblemError.limit": FieldFacts(msgid("The limit that the field is measured by."), 200, COUNT),
    "ProblemView.request_id": FieldFacts(
        msgid("The number of this answer, for support; also the header `X-Request-Id`."), "3f2b8c1e", ID
    ),
    "ProblemView.status": FieldFacts(
        msgid("The HTTP status."), 401, {"format": "int32", "minimum": 400, "maximum": 599}
    ),
}
