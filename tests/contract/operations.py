"""The registered operations, and a call of each for an unknown object."""

import re
from typing import Any

from chalicelib.web.api.operations import Operation
from chalicelib.web.api.request_context import Guard
from chalicelib.web.routes import APIS

OPERATIONS = [operation for api in APIS for operation in api.operations]
GUARDED = [operation for operation in OPERATIONS if operation.guard is not Guard.PUBLIC]
OF_PEOPLE = [operation for operation in GUARDED if operation.guard is not Guard.CLIENT]


def name_of(operation: Operation) -> str:
    """Return the test id of an operation."""
    return operation.name


def path_to_nothing(operation: Operation) -> str:
    """Return the operation's path for an unknown object."""
    return re.sub(r"{\w+}", "unknown", operation.path)


def sent_to(operation: Operation) -> dict[str, Any]:
    """Return body and headers for the operation."""
    return {"json": {}, "headers": {"Idempotency-Key": "any"}} if operation.body else {}
