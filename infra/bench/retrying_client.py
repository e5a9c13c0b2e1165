"""A DynamoDB client for what is no part of the product, whose own one gives up after seconds, as it should."""

from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config

READ_SECONDS = 60


@cache
def patient_client() -> Any:
    """One a process, for the endpoint of the environment."""
    return botocore.session.get_session().create_client("dynamodb", config=Config(read_timeout=READ_SECONDS))
