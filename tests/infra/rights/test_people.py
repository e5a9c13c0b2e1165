"""The policies of those who deploy and operate a stage allow what their commands call, and no action more."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.deploy.gateway import logs as gateway_logs
from infra.deploy.stages import read_stage, stage_names
from infra.rehearsal.emulator import emulated_aws
from infra.rights.demands import Demand, UnknownCall
from infra.rights.people import MOST_CHARACTERS, PEOPLE, document, file_of, text_of
from infra.rights.people_demands import Call, demands_of
from tests.infra.emulator import DEV, Emulator
from tests.infra.rights.calls import PYTHON, demanded, denied, superfluous
from tests.infra.rights.whole_deployment import WholeDeployment

pytestmark = pytest.mark.slow

STAGES = stage_names()


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[set[Demand]]:
    """Provide what a whole deployment demands, on an emulator of its own."""
    with emulated_aws(Path(PYTHON)) as url:
        yield demanded(WholeDeployment(Emulator(url), DEV, tmp_path_factory.mktemp("deployment")).calls())


def test_who_deploys_may_do_what_a_whole_deployment_does(deployment: set[Demand]) -> None:
    assert denied(deployment, document("deployer", DEV)) == set()


def test_no_action_of_who_deploys_is_superfluous(deployment: set[Demand]) -> None:
    # Of a stage with an address of its own Chalice makes the API; of this one the stack does.
    assert superfluous(deployment, document("deployer", DEV)) == ["Apis: apigateway:POST"]


def test_deployment_of_another_stage_is_denied(deployment: set[Demand]) -> None:
    """What has an id instead of a name, or is of the whole account, cannot be told apart."""
    allowed = {(demand.action, demand.resource) for demand in deployment} - denied(
        deployment, document("deployer", read_stage("prod"))
    )
    shared = ("apigateway", "lambda:", "logs:DescribeLogGroups", "logs:PutRetentionPolicy", "ses:Get", "sns:")
    own = {action for action, resource in allowed if not resource.endswith(gateway_logs.ROLE)}
    assert {action for action in own if not action.startswith(shared)} == set()
    assert not [resource for _, resource in allowed if "smart-account-requests-dev" in resource]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("person", PEOPLE)
def test_file_is_up_to_date_and_aws_takes_it_as_a_managed_policy(person: str, stage: str) -> None:
    text = file_of(person, stage).read_text(encoding="utf-8")
    assert text == text_of(person, read_stage(stage))
    assert len("".join(text.split())) <= MOST_CHARACTERS
    sids = [statement["Sid"] for statement in json.loads(text)["Statement"]]
    assert len(set(sids)) == len(sids)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("person", PEOPLE)
def test_file_names_its_own_stage_alone_and_no_wildcard_action(person: str, stage: str) -> None:
    for statement in document(person, read_stage(stage))["Statement"]:
        assert not [action for action in statement["Action"] if "*" in action]
        named = [resource for resource in statement["Resource"] if "smart-account-requests" in resource]
        of_stage = (name for name in named if not name.endswith(gateway_logs.ROLE))
        assert all(f"smart-account-requests-{stage}" in name or f"/{stage}/" in name for name in of_stage)


@pytest.mark.parametrize("service", ["ec2", "dynamodb"])
def test_unknown_call_is_refused(service: str) -> None:
    with pytest.raises(UnknownCall):
        list(demands_of(Call(service, "CreateSomething", {}, "eu-west-1", "POST", "/")))
