"""Settings that the stack makes are read from its outputs, and an API is made before its address is needed."""

import re
from dataclasses import replace

import pytest

from infra.deploy import preflight, stack
from infra.deploy.__main__ import check
from infra.deploy.adoption import apis_of
from infra.deploy.outputs import READABLE, NotMade, output_faults, with_outputs
from infra.deploy.stages import APP, Stage
from infra.deploy.target import NotReady, Target
from infra.deploy.with_stage_environment import environment_of
from infra.local.environment import applied, aws_environment
from tests.infra.emulator import DEV, POLL_SECONDS, PROD, REGION, Emulator, named
from tests.infra.operations.runbooks import DOCUMENT as RUNBOOK
from tests.infra.stack.stack_template import DOCUMENT

POOL = {"WithUserPool": "true"}


def reading(stage: Stage, **variables: str) -> Stage:
    """Return the stage with these settings beside its own."""
    return replace(stage, variables={**stage.variables, **variables})


@pytest.mark.parametrize("output", READABLE)
def test_readable_output_is_made_under_its_condition(output: str) -> None:
    condition, made = READABLE[output], DOCUMENT["Outputs"][output].get("Condition")
    expected = condition and {"Fn::Equals": [{"Ref": condition.parameter}, "true"]}
    assert (made and DOCUMENT["Conditions"][made]) == expected


def test_settings_are_the_outputs_of_the_stack(aws: Emulator) -> None:
    stage, cloudformation = named("reads"), aws.client("cloudformation")
    stack.create_or_update(cloudformation, stage, POOL, POLL_SECONDS)
    made = stack.outputs_of(cloudformation, stage)
    found = with_outputs(Target(stage, REGION, aws.client, {}))
    assert {setting: found.stage.variables[setting] for setting in stage.references} == {
        "PUBLIC_URL": made["PublicUrl"],
        "OIDC_ISSUER": made["OidcIssuer"],
        "OIDC_CLIENT_ID": made["OidcClientId"],
        "OIDC_LOGOUT_URL": made["OidcLogoutUrl"],
        "API_AUDIENCE": made["ApiAudience"],
    }
    assert found.stage.references == {}
    assert environment_of(found)["OIDC_ISSUER"] == made["OidcIssuer"]
    assert with_outputs(found) is found


def test_output_that_the_stack_has_not_made_is_named(aws: Emulator) -> None:
    stage = named("unread")
    target = Target(stage, REGION, aws.client, {})
    with pytest.raises(NotMade, match=r"PUBLIC_URL .PublicUrl., OIDC_ISSUER .OidcIssuer., .*: run `make deploy"):
        with_outputs(target)
    stack.create_or_update(aws.client("cloudformation"), stage, {}, POLL_SECONDS)
    with pytest.raises(NotMade, match="not made OIDC_ISSUER"):
        with_outputs(target)


def test_stage_that_reads_nothing_asks_nobody() -> None:
    def nobody(service: str) -> None:
        raise AssertionError(service)

    target = Target(PROD, REGION, nobody, {})
    assert with_outputs(target) is target


def test_each_fault_of_a_reference_has_a_remedy() -> None:
    faults = output_faults(reading(PROD, TABLE_NAME="output:TableName"), POOL)
    assert faults == [f"TABLE_NAME is to be read from TableName, which is none of: {', '.join(READABLE)}"]
    faults = output_faults(DEV, {})
    assert [fault.partition(" is to be read from ")[0] for fault in faults] == [
        "OIDC_ISSUER",
        "OIDC_CLIENT_ID",
        "OIDC_LOGOUT_URL",
        "API_AUDIENCE",
    ]
    assert {fault.rpartition(": ")[2] for fault in faults} == {"run `make deploy STAGE=dev USER_POOL=true`"}
    assert output_faults(DEV, POOL) == []


def test_preflight_stops_before_anything_is_made(aws: Emulator) -> None:
    stage = named("early")
    with applied(aws_environment(aws.url, aws.url)):
        with pytest.raises(NotReady, match="USER_POOL=true"):
            check(Target(stage, REGION, aws.client, {}))
        assert check(Target(stage, REGION, aws.client, POOL)).endswith("ready")
        stack.create_or_update(aws.client("cloudformation"), stage, POOL, POLL_SECONDS)
        assert check(Target(stage, REGION, aws.client, {})).endswith("ready")
        with pytest.raises(NotReady, match="USER_POOL=true"):
            check(Target(stage, REGION, aws.client, {"WithUserPool": "false"}))


def test_references_are_judged_as_the_settings_that_they_become() -> None:
    assert DEV.references
    assert preflight.settings_faults(DEV, REGION) == []


def test_address_of_a_stage_without_a_domain_is_that_of_the_api_that_the_stack_has_made(aws: Emulator) -> None:
    stage, cloudformation = named("addressed"), aws.client("cloudformation")
    for outcome in ("created", "unchanged"):
        assert stack.create_or_update(cloudformation, stage, {}, POLL_SECONDS) == outcome
    made = stack.outputs_of(cloudformation, stage)
    assert made["PublicUrl"] == f"https://{made['ApiId']}.execute-api.{REGION}.amazonaws.com/addressed"
    api = aws.client("apigateway").get_rest_api(restApiId=made["ApiId"])
    assert (api["name"], api["endpointConfiguration"]["types"]) == (APP, ["REGIONAL"])


def test_api_that_the_stack_has_made_stays_when_the_stage_gets_an_address_of_its_own(aws: Emulator) -> None:
    stage, cloudformation = named("moved"), aws.client("cloudformation")
    stack.create_or_update(cloudformation, stage, {}, POLL_SECONDS)
    before = stack.outputs_of(cloudformation, stage)
    moved = reading(stage, PUBLIC_URL="https://accounts.vendor.com/api")
    assert stack.create_or_update(cloudformation, moved, {}, POLL_SECONDS) == "updated"
    after = stack.outputs_of(cloudformation, moved)
    assert after == {**before, "PublicUrl": "https://accounts.vendor.com/api"}


def test_stage_with_an_address_makes_no_api(aws: Emulator) -> None:
    stage = reading(named("own"), PUBLIC_URL="https://accounts.vendor.com/api")
    stack.create_or_update(aws.client("cloudformation"), stage, {}, POLL_SECONDS)
    assert "ApiId" not in stack.outputs_of(aws.client("cloudformation"), stage)


def test_stage_whose_api_chalice_has_made_keeps_it(aws: Emulator) -> None:
    stage, gateway = named("keeps"), aws.client("apigateway")
    api = gateway.create_rest_api(name=APP)["id"]
    gateway.create_deployment(restApiId=api, stageName=stage.gateway_stage)
    target = Target(stage, REGION, aws.client, POOL)
    with applied(aws_environment(aws.url, aws.url)), pytest.raises(NotReady, match=f"the API {api}"):
        check(target)
    assert preflight.api_faults(target, {"WithApi": "true"}, lambda: [api]) == []
    assert preflight.api_faults(target, {"DomainName": "accounts.vendor.com"}, lambda: [api]) == []
    assert preflight.api_faults(replace(target, stage=PROD), {}, lambda: [api]) == []
    gateway.delete_rest_api(restApiId=api)
    assert apis_of(stage, aws.client) == []


def test_guide_lists_every_output_that_a_setting_can_be() -> None:
    listed = re.findall(r"^\| `(\w+)` \| (.+) \| `[A-Z_]+` \|$", RUNBOOK.read_text(encoding="utf-8"), re.MULTILINE)
    assert [output for output, _ in listed] == list(READABLE)
    for output, text in listed:
        condition = READABLE[output]
        assert condition is None or text == f"`{condition.option}`"
