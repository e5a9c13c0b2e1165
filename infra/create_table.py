"""Create the table on the configured endpoint, for the local run and the tests; on AWS the stack creates it."""

import os

from chalicelib.adapters.dynamodb.record import Record, use_table
from chalicelib.settings import read_settings


def create_tables() -> None:
    """Create the table with its index and time-to-live unless it exists."""
    settings = read_settings(os.environ)
    use_table(settings.table_name, settings.region)
    if not Record.exists():
        Record.create_table(wait=True)
        Record.update_ttl(ignore_update_ttl_errors=True)
