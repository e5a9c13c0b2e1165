"""Judge every AWS call that a function makes in this process by the function's rights.

A denied call raises `AccessDeniedException`, as on AWS, and is recorded: the product copes with many failures, so
that a denial alone might go unnoticed. Calls outside an invocation are not judged: they are no function's.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import botocore
from botocore.exceptions import ClientError

from chalicelib.adapters.telemetry import invocation_facts
from infra.rights.demands import ACCOUNT, Demand, demands, partition_of
from infra.rights.policy_files import Right

DENIED = "is not authorized to perform"
COULD_NOT_BE_JUDGED = "a call could not be judged"
_log = logging.getLogger(__name__)


class Rights:
    """The rights of each function, what was used of them, and what was denied.

    `used` holds functions with a right of their file, `denied` the messages of denied calls and of calls that could
    not be judged.
    """

    def __init__(self, by_function: Mapping[str, Sequence[Right]]) -> None:
        self._by_function = by_function
        self._judged: dict[tuple[str, Demand], Right | None] = {}
        self.used: set[tuple[str, Right]] = set()
        self.denied: list[str] = []

    def check(self, function: str, model: Any, parameters: Mapping[str, Any], region: str) -> None:
        """Raise `ClientError` for a call that the function may not make."""
        service = model.service_model.service_name
        try:
            wanted = demands(service, model.name, parameters, region)
            missing = next((demand for demand in wanted if self._right(function, demand) is None), None)
        except Exception as error:
            self._note(f"{function}: {COULD_NOT_BE_JUDGED}: {type(error).__name__}: {error}")
            raise
        if missing is not None:
            user = f"arn:{partition_of(region)}:sts::{ACCOUNT}:assumed-role/{function}"
            message = (
                f"User: {user} {DENIED}: {missing.action} on resource: {missing.resource} because "
                f"no identity-based policy allows the {missing.action} action"
            )
            self._note(message)
            raise denial(message, model.name)

    def _right(self, function: str, demand: Demand) -> Right | None:
        """Return the right that grants what is demanded. Each demand is judged once."""
        judged = (function, demand)
        if judged not in self._judged:
            found = next((right for right in self._by_function[function] if right.allows(demand)), None)
            self._judged[judged] = found
            if found:
                self.used.add((function, found))
        return self._judged[judged]

    def _note(self, message: str) -> None:
        self.denied.append(message)
        _log.error("%s", message)


def denial(message: str, operation: str) -> ClientError:
    """Return the error of a denied call."""
    answer: Any = {
        "Error": {"Code": "AccessDeniedException", "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": 403},
    }
    return ClientError(answer, operation)


class _Enforced:
    """The rights that are enforced in this process, and whether the hook is in place."""

    rights: Rights | None = None
    hooked = False


@contextmanager
def enforced(rights: Rights) -> Iterator[Rights]:
    """Enforce these rights within the block, in all threads, for clients that are made after the first such block."""
    if not _Enforced.hooked:
        _Enforced.hooked = True
        botocore.register_initializer(_hook_in)
    before, _Enforced.rights = _Enforced.rights, rights
    try:
        yield rights
    finally:
        _Enforced.rights = before


def _hook_in(session: Any) -> None:
    session.register("provide-client-params.*.*", _judge)


def _judge(params: Mapping[str, Any], model: Any, context: Mapping[str, Any], **_: Any) -> None:
    function = invocation_facts().get("function")
    if _Enforced.rights is not None and function is not None:
        _Enforced.rights.check(function, model, params, context["client_region"])
