"""Create the table on the configured endpoint, for the local run and the tests; on AWS the stack creates it."""

import os

from chalicelib.adapters.dynamodb.pynamo_table import SCHEMA, TIME_TO_LIVE, PynamoTable
from chalicelib.settings import read_settings


def create_tables() -> None:
    """Create the table with its index and time-to-live unless it exists."""
    settings = read_settings(os.environ)
    table = PynamoTable(settings.table_name, settings.region)
    if table.name in table.client.list_tables()["TableNames"]:
        return
    create_table(table)
    table.client.get_waiter("table_exists").wait(TableName=table.name)
    expiry = {"AttributeName": TIME_TO_LIVE, "Enabled": True}
    table.client.update_time_to_live(TableName=table.name, TimeToLiveSpecification=expiry)


def create_table(table: PynamoTable) -> None:
    """Create the table with its index."""
    table.client.create_table(TableName=table.name, **SCHEMA)
