"""Give functions that run the settings that a new release adds, before their code is replaced.

Chalice replaces the code of a function first and its settings afterwards. In between, a new release would miss a
setting that it needs, and answer 5xx.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

POLL_SECONDS = 1.0


def add_settings(
    functions: Any, names: Iterable[str], variables: Mapping[str, str], poll_seconds: float = POLL_SECONDS
) -> Sequence[str]:
    """Add to each function what it lacks; values that it has stay. Return the names of the functions that changed."""
    return [name for name in names if _added(functions, name, variables, poll_seconds)]


def wait_until_updated(functions: Any, name: str, poll_seconds: float) -> None:
    """Wait until Lambda takes the next change of the function."""
    functions.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig={"Delay": poll_seconds})


def _added(functions: Any, name: str, variables: Mapping[str, str], poll_seconds: float) -> bool:
    with suppress(functions.exceptions.ResourceNotFoundException):
        known = functions.get_function_configuration(FunctionName=name).get("Environment", {}).get("Variables", {})
        if not variables.keys() <= known.keys():
            variables = {**variables, **known}
            functions.update_function_configuration(FunctionName=name, Environment={"Variables": variables})
            wait_until_updated(functions, name, poll_seconds)
            return True
    return False
