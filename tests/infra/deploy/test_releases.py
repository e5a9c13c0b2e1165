"""What is deployed is kept, and one command goes back to the release before: code, settings, rights and routes."""

import base64
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

import pytest

from infra.deploy.new_settings import add_settings
from infra.deploy.releases import NoReleaseBefore, keep, roll_back
from infra.deploy.stages import Deployment
from infra.deploy.target import Target
from tests.infra.emulator import POLL_SECONDS, REGION, Emulator, named, new_client

ROLE = "arn:aws:iam::000000000000:role"
RIGHT = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}
SETTINGS = {
    "first": {"COMMON": "1", "OLD": "1"},
    "second": {"COMMON": "2"},
    "third": {"COMMON": "3", "NEW": "3"},
}


def package(text: str) -> bytes:
    """Zip one file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo("app.py"), f"def handler(event, context):\n    return {text!r}\n")
    return file.getvalue()


CODE = {base64.b64encode(sha256(package(text)).digest()).decode(): text for text in (*SETTINGS, "faulty")}


@dataclass(frozen=True)
class Deployed:
    """A stage of one function, as Chalice deploys it."""

    target: Target
    bucket: str
    deployment: Deployment

    @property
    def name(self) -> str:
        return self.deployment.functions[0]

    def client(self, service: str) -> Any:
        return self.target.client(service)

    def deploy(self, text: str, **settings: str) -> str:
        """Replace code, settings, rights and routes, and keep that; return the id of the routes."""
        functions = self.client("lambda")
        functions.update_function_code(FunctionName=self.name, ZipFile=package(text))
        functions.update_function_configuration(FunctionName=self.name, Environment={"Variables": settings})
        document = json.dumps({"Version": "2012-10-17", "Statement": [{"Sid": text, **RIGHT}]})
        self.client("iam").put_role_policy(RoleName=self.name, PolicyName=self.name, PolicyDocument=document)
        gateway = {"restApiId": self.deployment.rest_api_id, "stageName": self.target.stage.gateway_stage}
        self.client("apigateway").create_deployment(**gateway)
        keep(self.target, self.bucket, self.deployment, text)
        return str(self.client("apigateway").get_stage(**gateway)["deploymentId"])

    def found(self) -> tuple[Any, Mapping[str, str], Any, str]:
        """Which code the function has, its settings, the mark of its policy, and the id of the routes."""
        functions, gateway = self.client("lambda"), self.client("apigateway")
        configuration = functions.get_function_configuration(FunctionName=self.name)
        code, variables = CODE[configuration["CodeSha256"]], configuration["Environment"]["Variables"]
        policy = self.client("iam").get_role_policy(RoleName=self.name, PolicyName=self.name)["PolicyDocument"]
        stage = gateway.get_stage(restApiId=self.deployment.rest_api_id, stageName=self.target.stage.gateway_stage)
        return code, variables, policy["Statement"][0]["Sid"], stage["deploymentId"]


@pytest.fixture
def deployed(aws: Emulator, request: pytest.FixtureRequest) -> Deployed:
    stage = named(f"kept{abs(hash(request.node.name)) % 10_000}")
    name = stage.resource_name
    aws.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument="{}")
    made = {"Runtime": "python3.11", "Handler": "app.handler", "Code": {"ZipFile": package("")}}
    aws.client("lambda").create_function(FunctionName=name, Role=f"{ROLE}/{name}", **made)
    api = aws.client("apigateway").create_rest_api(name=name)["id"]
    aws.client("apigateway").create_deployment(restApiId=api, stageName=stage.gateway_stage)
    aws.client("s3").create_bucket(Bucket=name)
    return Deployed(Target(stage, REGION, aws.client, {}), name, Deployment(api, (name,)))


def test_command_goes_back_to_the_release_before_and_once_more_to_the_one_before_that(deployed: Deployed) -> None:
    routes = {text: deployed.deploy(text, **settings) for text, settings in SETTINGS.items()}
    for text in ("second", "first"):
        assert text in roll_back(deployed.target, deployed.bucket, deployed.deployment, POLL_SECONDS)
        assert deployed.found() == (text, SETTINGS[text], text, routes[text])
    with pytest.raises(NoReleaseBefore, match="make deploy"):
        roll_back(deployed.target, deployed.bucket, deployed.deployment, POLL_SECONDS)


def test_release_that_was_never_kept_is_left_for_the_newest_kept_one(deployed: Deployed) -> None:
    deployed.deploy("first", COMMON="1")
    deployed.client("lambda").update_function_code(FunctionName=deployed.name, ZipFile=package("faulty"))
    roll_back(deployed.target, deployed.bucket, deployed.deployment, POLL_SECONDS)
    assert deployed.found()[0] == "first"
    packages = deployed.client("s3").list_objects_v2(Bucket=deployed.bucket, Prefix="packages/")["Contents"]
    assert len(packages) == 1


def test_release_is_kept_once_however_often_it_is_deployed(deployed: Deployed) -> None:
    deployed.deploy("first", COMMON="1")
    for _ in range(2):
        keep(deployed.target, deployed.bucket, deployed.deployment, "first")
    with pytest.raises(NoReleaseBefore):
        roll_back(deployed.target, deployed.bucket, deployed.deployment, POLL_SECONDS)


def test_killed_at_any_write_it_goes_to_the_same_release(aws: Emulator, deployed: Deployed) -> None:
    for text, settings in SETTINGS.items():
        deployed.deploy(text, **settings)
    killed = 0
    while True:
        try:
            roll_back(dying_after(killed, aws, deployed.target), deployed.bucket, deployed.deployment, POLL_SECONDS)
        except Killed:
            killed += 1
        else:
            break
    assert killed >= len({"list", "policy", "code", "settings", "routes"})
    assert deployed.found()[:3] == ("second", SETTINGS["second"], "second")


class Killed(BaseException):
    """The process was killed."""


def dying_after(writes: int, aws: Emulator, target: Target) -> Target:
    """The target for a process that is killed before its next write after so many."""
    left = iter(range(writes))

    def kill(model: Any, **_: Any) -> None:
        if model.name.startswith(("Put", "Update")) and next(left, None) is None:
            raise Killed

    def client(service: str) -> Any:
        made = new_client(service, aws.url)
        made.meta.events.register("before-call", kill)
        return made

    return Target(target.stage, target.region, cache(client), {})


def test_functions_get_settings_that_they_lack_and_keep_those_that_they_have(deployed: Deployed) -> None:
    deployed.deploy("first", **SETTINGS["first"])
    functions = deployed.client("lambda")
    assert add_settings(functions, [deployed.name], SETTINGS["third"], POLL_SECONDS) == [deployed.name]
    assert deployed.found()[1] == {"COMMON": "1", "OLD": "1", "NEW": "3"}
    assert add_settings(functions, [deployed.name], SETTINGS["third"], POLL_SECONDS) == []
