"""The fields of problems: those that every problem has."""

from collections.abc import Mapping

from chalicelib.rendering.languages import msgid
from chalicelib.web.document.facts import FieldFacts
from chalicelib.web.document.limits import ID, LIST, TEXT, URL

PROBLEM_FIELDS: Mapping[str, FieldFacts] = {
    "detail": FieldFacts(msgid("What to do next, in the language of `Accept-Language`."), "Correct it.", TEXT),
    "errors": FieldFacts(msgid("Every faulty field at once; empty for most problems."), None, LIST),
    "instance": FieldFacts(msgid("The call, as a URN."), "urn:request:3f2b8c1e", {"format": "uri", "maxLength": 300}),
    "pointer": FieldFacts(
        msgid("The field in the body, as a JSON Pointer."),
        "/account_name",
        {"format": "json-pointer", "maxLength": 1000},
    ),
    "title": FieldFacts(
        msgid("The problem in a few words, in the language of `Accept-Language`."), "Please sign in", TEXT
    ),
    "type": FieldFacts(msgid("Which problem it is: the address of its page."), "/problems/unauthenticated", URL),
    "ProblemError.code": FieldFacts(msgid("What is wrong with the field."), "required", value_set="FieldErrorCode"),
    "ProblemView.request_id": FieldFacts(
        msgid("The number of this answer, for support; also the header `X-Request-Id`."), "3f2b8c1e", ID
    ),
    "ProblemView.status": FieldFacts(
        msgid("The HTTP status."), 401, {"format": "int32", "minimum": 400, "maximum": 599}
    ),
}
