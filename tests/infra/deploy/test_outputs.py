"""Settings that the stack makes are read from its outputs."""

import re
from dataclasses import replace

import pytest

from infra.deploy import preflight, stack
from infra.deploy.__main__ import check
from infra.deploy.outputs import READABLE, NotMade, output_faults, with_outputs
from infra.deploy.stages import Stage
from infra.deploy.target import NotReady, Target
from infra.deploy.with_stage_environment import environment_of
from infra.local.environment import applied, aws_environment
from tests.infra.emulator import DEV, POLL_SECONDS, REGION, Emulator, named
from tests.infra.operations.runbooks import DOCUMENT as RUNBOOK
from tests.infra.stack.stack_template import DOCUMENT

READ = {"OIDC_ISSUER": "output:OidcIssuer", "OIDC_CLIENT_ID": "output:OidcClientId"}


def reading(stage: Stage, **variables: str) -> Stage:
    """Return the stage with these settings beside its own."""
    return replace(stage, variables={**stage.variables, **variables})


@pytest.mark.parametrize("output", READABLE)
def test_readable_output_is_made_under_its_condition(output: str) -> None:
    condition = DOCUMENT["Conditions"][DOCUMENT["Outputs"][output]["Condition"]]
    assert condition == {"Fn::Equals": [{"Ref": READABLE[output].parameter}, "true"]}


def test_settings_are_the_outputs_of_the_stack(aws: Emulator) -> None:
    stage, cloudformation = reading(named("reads"), **READ), aws.client("cloudformation")
    stack.create_or_update(cloudformation, stage, {"WithUserPool": "true"}, POLL_SECONDS)
    made = stack.outputs_of(cloudformation, stage)
    found = with_outputs(Target(stage, REGION, aws.client, {}))
    expected = {**stage.variables, "OIDC_ISSUER": made["OidcIssuer"], "OIDC_CLIENT_ID": made["OidcClientId"]}
    assert found.stage.variables == expected
    assert environment_of(found)["OIDC_ISSUER"] == made["OidcIssuer"]
    assert with_outputs(found) is found


def test_output_that_the_stack_has_not_made_is_named(aws: Emulator) -> None:
    stage = reading(named("unread"), **READ)
    target = Target(stage, REGION, aws.client, {})
    with pytest.raises(NotMade, match=r"OIDC_ISSUER .OidcIssuer., OIDC_CLIENT_ID .OidcClientId.: run `make deploy"):
        with_outputs(target)
    stack.create_or_update(aws.client("cloudformation"), stage, {}, POLL_SECONDS)
    with pytest.raises(NotMade, match="OIDC_ISSUER"):
        with_outputs(target)


def test_stage_that_reads_nothing_asks_nobody() -> None:
    def nobody(service: str) -> None:
        raise AssertionError(service)

    target = Target(reading(DEV, OIDC_ISSUER="https://sign-in.vendor.com"), REGION, nobody, {})
    assert with_outputs(target) is target


def test_each_fault_of_a_reference_has_a_remedy() -> None:
    stage = reading(DEV, TABLE_NAME="output:TableName", **READ)
    faults = output_faults(stage, {})
    assert faults[0].startswith("TABLE_NAME is to be read from TableName, which is none of: OidcIssuer")
    assert [fault.rpartition(": ")[2] for fault in faults[1:]] == ["run `make deploy STAGE=dev USER_POOL=true`"] * 2
    assert output_faults(reading(DEV, **READ), {"WithUserPool": "true"}) == []


def test_preflight_stops_before_anything_is_made(aws: Emulator) -> None:
    stage = reading(named("early"), **READ)
    with applied(aws_environment(aws.url, aws.url)):
        with pytest.raises(NotReady, match="USER_POOL=true"):
            check(Target(stage, REGION, aws.client, {}))
        assert check(Target(stage, REGION, aws.client, {"WithUserPool": "true"})) == "ready"
        stack.create_or_update(aws.client("cloudformation"), stage, {"WithUserPool": "true"}, POLL_SECONDS)
        assert check(Target(stage, REGION, aws.client, {})) == "ready"
        with pytest.raises(NotReady, match="USER_POOL=true"):
            check(Target(stage, REGION, aws.client, {"WithUserPool": "false"}))


def test_references_are_judged_as_the_settings_that_they_become() -> None:
    assert preflight.settings_faults(reading(DEV, **READ), REGION) == []


def test_guide_lists_every_output_that_a_setting_can_be() -> None:
    listed = re.findall(r"^\| `(\w+)` \| `(\S+)` \| `[A-Z_]+` \|$", RUNBOOK.read_text(encoding="utf-8"), re.MULTILINE)
    assert dict(listed) == {output: condition.option for output, condition in READABLE.items()}
