"""AWS clients that are shared by all tests."""

from functools import cache
from typing import Any

from chalicelib import bootstrap


@cache
def shared_client(service: str, region: str, tries: int = 1) -> Any:
    """Return the only client of a service in this process: creating one takes longer than most tests.

    moto resets its data. A test that registers a hook on it must remove the hook again.
    """
    return bootstrap.aws_client(service, region, tries)
