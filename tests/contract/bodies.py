"""Judge request bodies by the OpenAPI document, and compare with what the server said."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
from jsonschema import Draft202012Validator

from chalicelib.domain.errors import FieldCode, Problem

Json = dict[str, Any]

# What a schema can tell: the other codes take a list of domains, another record, or the sense of a text. Of links it
# tells those with a scheme or `www`.
TOLD_BY_SCHEMAS = {
    FieldCode.FORBIDDEN_CHARACTER,
    FieldCode.NOT_ONE_OF,
    FieldCode.REQUIRED,
    FieldCode.TOO_FEW,
    FieldCode.TOO_LONG,
    FieldCode.TOO_MANY,
    FieldCode.TOO_MANY_WORDS,
    FieldCode.TOO_SHORT,
    FieldCode.UNKNOWN_FIELD,
    FieldCode.WRONG_TYPE,
}
PROBLEMS_TOLD_BY_SCHEMAS = {Problem.AUTHORITY_NOT_CONFIRMED, Problem.REASON_REQUIRED}
# The account has as many Virtual Accounts or administrators as it may have, or not that domain; the requester is not in
# that team; the name at which a domain is proved, which is made of what was pasted, is longer than the DNS allows.
TOLD_BY_RECORDS = {
    ("/domain_identifier", FieldCode.NOT_ONE_OF),
    ("/domain_identifier", FieldCode.TOO_LONG),
    ("/name", FieldCode.TOO_MANY),
    ("/role", FieldCode.TOO_MANY),
    ("/team_account_id", FieldCode.NOT_ONE_OF),
}


def disagreement(validator: Draft202012Validator, response: httpx.Response) -> str:
    """Return how the schema and the server disagree on the body that was sent; empty if they agree."""
    body = _sent(response.request.content)
    if body is None:
        return ""
    faults = [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(body)]
    if response.is_success and faults:
        return f"accepted {body}, but {'; '.join(faults)}"
    refusals = list(_told(response))
    if refusals and not faults and _is_basic(body):
        return f"refused for {refusals}, but the schema accepts {body}"
    return ""


def _sent(content: bytes) -> Json | None:
    """Return the JSON object that was sent. Other bodies are for no schema; of a repeated key the last one counts."""
    try:
        body = json.loads(content or b"{}")
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _told(response: httpx.Response) -> Iterator[object]:
    """Return what the server refused that a schema can tell."""
    if response.status_code != 422:
        return
    problem = response.json()
    if problem["type"].rpartition("/")[2] in PROBLEMS_TOLD_BY_SCHEMAS:
        yield problem["type"]
    for error in problem["errors"]:
        found = (error["pointer"], error["code"])
        if error["code"] in TOLD_BY_SCHEMAS and found not in TOLD_BY_RECORDS:
            yield found


def _is_basic(body: Json) -> bool:
    """Whether all characters are of the Basic Multilingual Plane, to which the patterns are limited."""
    return max(json.dumps(body, ensure_ascii=False)) <= "\uffff"
