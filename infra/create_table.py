"""Creates the table on the endpoint of the environment: for the local run and the tests, never for AWS."""

import os

from chalicelib.adapters.dynamodb.record import Record, use_table
from chalicelib.settings import read_settings


def create_tables() -> None:
    """Creates the table with its index and time-to-live, unless it is there."""
    settings = read_settings(os.environ)
    use_table(settings.table_name, settings.region)
    if not Record.exists():
        Record.create_table(wait=True)
        Record.update_ttl(ignore_update_ttl_errors=True)
