"""A table on moto for the tests of what every table does."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from chalicelib.adapters.dynamodb.pynamo_table import PynamoTable
from chalicelib.adapters.dynamodb.table import Table
from infra.create_table import create_table
from tests.world import TABLE


@pytest.fixture(scope="module")
def moto_table() -> Iterator[PynamoTable]:
    """One a module, for making one takes longer than emptying it."""
    with mock_aws():
        create_table(TABLE)
        yield TABLE


@pytest.fixture(scope="module")
def local_table(dynamodb_local_url: str) -> Iterator[PynamoTable]:
    """One table on DynamoDB Local for each module."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("AWS_ENDPOINT_URL_DYNAMODB", dynamodb_local_url)
        table = PynamoTable("contract", "us-east-1")
        create_table(table)
        yield table
        table.client.delete_table(TableName=table.name)


def emptied(table: Table) -> Table:
    """The same table without a row."""
    for row in list(table.scan()):
        table.delete(row.key)
    return table
