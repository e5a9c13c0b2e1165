"""Rules of a body that concern more than one of its fields, or that replace what its schema says of a field."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.access.ask import ROLES
from chalicelib.domain.access.request import AccessScope
from chalicelib.domain.accounts.account import GIVEN_ACCOUNT_ROLES, VIRTUAL_ACCOUNT_ROLES
from chalicelib.domain.requests.request import ReasonCode
from chalicelib.domain.text import NOTE_MAX, VISIBLE_PATTERN
from chalicelib.web.document.limits import SENT_ID

Schema = dict[str, Any]

_WITH_REASON: Schema = {
    "required": ["reason"],
    "properties": {"reason": {"type": "string", "maxLength": NOTE_MAX, "pattern": VISIBLE_PATTERN}},
}


def _is(name: str, *values: str) -> Schema:
    return {"required": [name], "properties": {name: {"enum": list(values)}}}


_OF_THE_ACCOUNT: Schema = {"properties": {"role": {"enum": list(ROLES[AccessScope.ACCOUNT])}}}
_OF_VIRTUAL_ACCOUNTS: Schema = {
    "required": ["virtual_account_ids"],
    "properties": {
        "role": {"enum": list(ROLES[AccessScope.VIRTUAL_ACCOUNTS])},
        "virtual_account_ids": {"minItems": 1},
    },
}

BODY_RULES: Mapping[str, Schema] = {
    "ApproveBody": {"required": ["authority_confirmed"]},
    "AskBody": {
        "if": _is("scope", AccessScope.VIRTUAL_ACCOUNTS),
        "then": _OF_VIRTUAL_ACCOUNTS,
        "else": _OF_THE_ACCOUNT,
    },
    "DeclineBody": {"required": ["reason_code"], "if": _is("reason_code", ReasonCode.OTHER), "then": _WITH_REASON},
    "GiveRoleBody": {
        "if": _is("role", *VIRTUAL_ACCOUNT_ROLES),
        "then": {
            "required": ["virtual_account_id"],
            "properties": {"virtual_account_id": {"type": "string", **SENT_ID, "minLength": 1}},
        },
        "else": {
            "properties": {"role": {"enum": list(GIVEN_ACCOUNT_ROLES)}, "virtual_account_id": {"enum": ["", None]}},
        },
    },
    "RecoveryDecisionBody": {"required": ["reason"]},
    "ReviewBody": {"if": _is("decision", "decline"), "then": _WITH_REASON},
}
