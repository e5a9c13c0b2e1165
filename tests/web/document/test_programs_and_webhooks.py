"""The OpenAPI document describes what webhooks are sent, and the tokens that people and programs bring."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.programs.client import ProgramScope
from chalicelib.domain.webhooks.changes import TEAM_KINDS
from chalicelib.services.webhooks import administration
from chalicelib.web.api.openapi import document
from chalicelib.web.api.operations import Operation
from chalicelib.web.api.request_context import Guard
from chalicelib.web.routes import operations
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.services.feed.feeds import dispatch
from tests.services.webhooks.hooks import drain, made, with_receivers
from tests.world import World

OPERATIONS = list(operations())
DOCUMENT = document(OPERATIONS, "https://accounts.vendor.example/api", "title")
SCHEMES = DOCUMENT["components"]["securitySchemes"]


def sent_to_a_webhook(world: World) -> list[Any]:
    """Return what a webhook is sent of a request, of an account, of an access request, and as a test."""
    account = Account.of(world)
    receivers = with_receivers(world)
    webhook = made(world, account_id=account.account_id)
    world.submit(by=ADMINISTRATOR, domain_identifier="other.example", customer_emails=("it@other.example",))
    account.ask(COLLEAGUE, AccessRole.SMART_ACCOUNT_USER)
    administration.send_test(world.ports, account.caller(ADMINISTRATOR), account.account_id, webhook.webhook_id)
    dispatch(world)
    world.minute()
    drain(world)
    return [json.loads(post.body) for post in receivers.posts]


def test_whatever_is_sent_to_a_webhook_is_as_the_document_describes_it(world: World) -> None:
    described = DOCUMENT["webhooks"]["teamEvent"]["post"]
    schema = described["requestBody"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({**schema, "components": DOCUMENT["components"]})
    sent = sent_to_a_webhook(world)
    assert {"submitted", "access_requested", "account_imported", "test"} <= {one["type"] for one in sent}
    assert [list(validator.iter_errors(one)) for one in sent] == [[]] * len(sent)
    wrong: list[dict[str, Any]] = [{}, sent[0] | {"data": {}}, sent[0] | {"timestamp": 7}]
    assert all(list(validator.iter_errors(one)) for one in wrong)
    assert {"webhook-id", "webhook-timestamp", "webhook-signature"} <= {*described["description"].split("`")}


def test_document_names_each_kind_of_event() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    assert {"$ref": "#/components/schemas/EventKind"} in schemas["TeamEvent"]["properties"]["kind"]["anyOf"]
    assert {*TEAM_KINDS} <= {*schemas["EventKind"]["enum"]}
    assert "`test`" in schemas["WebhookEvent"]["properties"]["type"]["description"]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_each_operation_names_the_tokens_that_it_takes(operation: Operation) -> None:
    security = DOCUMENT["paths"][operation.path][operation.method.lower()]["security"]
    by_program = [{"programToken": [operation.scope.value]}] if operation.scope else []
    by_person: list[dict[str, list[str]]] = [] if operation.guard in (Guard.PUBLIC, Guard.CLIENT) else [{"idToken": []}]
    own = [{"programToken": []}] if operation.guard is Guard.CLIENT else by_program
    assert security == [*by_person, *own]


def test_document_tells_where_tokens_come_from() -> None:
    assert {name: (one["type"], one["scheme"]) for name, one in SCHEMES.items()} == {
        "idToken": ("http", "bearer"),
        "programToken": ("http", "bearer"),
    }
    of_programs = SCHEMES["programToken"]["description"]
    assert "client credentials grant" in of_programs
    assert ".well-known/openid-configuration" in of_programs
    assert {operation.scope for operation in OPERATIONS} - {None} == set(ProgramScope)
