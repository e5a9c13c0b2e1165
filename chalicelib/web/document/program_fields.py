"""The fields of programs, in bodies and in responses."""

from collections.abc import Mapping

from chalicelib.domain.programs.changes import LABEL_PATTERN, LONGEST_LABEL, MOST_DAYS
from chalicelib.domain.programs.client import ProgramScope
from chalicelib.domain.text import NAME_MIN
from chalicelib.rendering.languages import msgid
from chalicelib.web.document.facts import FieldFacts
from chalicelib.web.document.limits import ACCOUNT_NAME, ADDRESS, ID, INSTANT, LONGEST_ID, ONE_LINE, SENT_ADDRESS

_PROGRAM_ID = "c4ca4238a0b923820dcc509a6f75849b"
_CODE = "5f0c954d0a3d4a1e8a7b1d0f6c2e9b47.0123456789abcdef"
_VIEWS = ("ProgramView", "AdministeredProgram", "InvitedProgram")
_ACCOUNT_NAME = FieldFacts(msgid("The name of the account when it was invited."), "Reseller", ACCOUNT_NAME)
_ENDS_AT = FieldFacts(msgid("When it ends by itself."), "2027-11-22T08:00:00Z", INSTANT)
_STATUS = FieldFacts(msgid("The status, as it is now."), "invited", value_set="ProgramStatus")

SENT_PROGRAM_FIELDS: Mapping[str, FieldFacts] = {
    "code": FieldFacts(
        msgid("The code that an administrator of the account was shown."), _CODE, {**ID, "minLength": 1}
    ),
    "label": FieldFacts(
        msgid("What the program is called, on one line, without links and addresses. Customers read it."),
        "Order tool",
        {"minLength": NAME_MIN, "maxLength": LONGEST_LABEL, "pattern": LABEL_PATTERN},
    ),
    "scopes": FieldFacts(
        msgid("What it may do, as far as the provider grants the same scopes."),
        "requests.write",
        {"minItems": 1, "maxItems": len(ProgramScope)},
        "ProgramScope",
    ),
    "team_email": FieldFacts(
        msgid("Where mails about its requests go, and replies to them."), "orders@reseller.example", SENT_ADDRESS
    ),
    "valid_days": FieldFacts(
        msgid("In how many days it ends."), MOST_DAYS, {"format": "int32", "minimum": 1, "maximum": MOST_DAYS}
    ),
}
PROGRAM_FIELDS: Mapping[str, FieldFacts] = {
    "bound_at": FieldFacts(msgid("When its client confirmed the code; null before."), None, INSTANT),
    "client_id": FieldFacts(
        msgid("The client at the sign-in provider; null until it has confirmed the code."),
        "order-tool",
        {"pattern": ONE_LINE, "maxLength": LONGEST_ID},
    ),
    "InvitedProgram.code": FieldFacts(
        msgid("The code, shown only once; null in an answer that is repeated."), _CODE, ID
    ),
    "code_ends_at": FieldFacts(msgid("Until when the code can be confirmed."), "2026-11-29T08:00:00Z", INSTANT),
    "label": FieldFacts(
        msgid("What the program is called."), "Order tool", {"pattern": ONE_LINE, "maxLength": LONGEST_LABEL}
    ),
    "last_used_at": FieldFacts(msgid("When it was used last, to the hour; null if it never was."), None, INSTANT),
    "invited_at": FieldFacts(msgid("When it was invited."), "2026-11-22T08:00:00Z", INSTANT),
    "program_id": FieldFacts(msgid("The id of the program."), _PROGRAM_ID, ID),
    "program_status": FieldFacts(msgid("The status of the program."), "revoked", value_set="ProgramStatus"),
    "revoked_at": FieldFacts(msgid("When it was revoked; null if it was not."), None, INSTANT),
    "scope": FieldFacts(msgid("The scope that is lacking."), "requests.write", value_set="ProgramScope"),
    "scopes": FieldFacts(
        msgid("What the invitation grants."), "requests.write", {"maxItems": len(ProgramScope)}, "ProgramScope"
    ),
    "team_email": FieldFacts(
        msgid("Where mails about its requests go, and replies to them."), "orders@reseller.example", ADDRESS
    ),
    **{f"{view}.account_name": _ACCOUNT_NAME for view in _VIEWS},
    **{f"{view}.ends_at": _ENDS_AT for view in _VIEWS},
    **{f"{view}.status": _STATUS for view in _VIEWS},
}
