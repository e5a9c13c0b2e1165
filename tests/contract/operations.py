"""The operations that the app registers, and how to call each with nothing known."""

import re
from typing import Any

from chalicelib.web.api.operations import Operation
from chalicelib.web.api.request_context import Guard
from chalicelib.web.routes import APIS

OPERATIONS = [operation for api in APIS for operation in api.operations]
GUARDED = [operation for operation in OPERATIONS if operation.guard is not Guard.PUBLIC]


def name_of(operation: Operation) -> str:
    """How a test is called that is about the operation."""
    return operation.name


def path_to_nothing(operation: Operation) -> str:
    """The operation's path, on something that does not exist."""
    return re.sub(r"{\w+}", "unknown", operation.path)


def sent_to(operation: Operation) -> dict[str, Any]:
    """A body and a key where the operation takes them."""
    return {"json": {}, "headers": {"Idempotency-Key": "any"}} if operation.body else {}
