"""Make the clients of AWS services."""

from collections.abc import Callable
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.loaders import Loader

# Makes the client of an AWS service: its name, the region, and how often a call is tried.
MakeClient = Callable[[str, str, int], Any]
TRIES = 3

# Each session would parse botocore's data anew, and PynamoDB has one of its own.
_aws_data = Loader()
botocore.register_initializer(lambda session: session.register_component("data_loader", _aws_data))


def aws_client(service: str, region: str | None, tries: int) -> Any:
    """A client with timeouts that a function can afford; without a region, in that of the environment."""
    retries = {"mode": "standard", "total_max_attempts": tries}
    timeouts = Config(connect_timeout=1, read_timeout=5, retries=retries)
    return botocore.session.get_session().create_client(service, region_name=region, config=timeouts)
