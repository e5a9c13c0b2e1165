"""Creates the table on the endpoint of the environment: for the local run and the tests, never for AWS."""

import os

from chalicelib.adapters.dynamodb.pynamo_table import SCHEMA, TIME_TO_LIVE, PynamoTable
from chalicelib.settings import read_settings


def create_tables() -> None:
    """Creates the table with its index and time-to-live, unless it is there."""
    settings = read_settings(os.environ)
    table = PynamoTable(settings.table_name, settings.region)
    if table.name in table.client.list_tables()["TableNames"]:
        return
    create_table(table)
    table.client.get_waiter("table_exists").wait(TableName=table.name)
    expiry = {"AttributeName": TIME_TO_LIVE, "Enabled": True}
    table.client.update_time_to_live(TableName=table.name, TimeToLiveSpecification=expiry)


def create_table(table: PynamoTable) -> None:
    """Creates the table with its index."""
    table.client.create_table(TableName=table.name, **SCHEMA)
