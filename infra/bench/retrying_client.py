"""A DynamoDB client with long timeouts, for bulk operations; the product's own client gives up after seconds."""

from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config

READ_SECONDS = 60


@cache
def retrying_client() -> Any:
    """Return the client for the configured endpoint, one per process."""
    return botocore.session.get_session().create_client("dynamodb", config=Config(read_timeout=READ_SECONDS))
