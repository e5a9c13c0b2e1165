"""Kill a deployment at many points, resume it, and count what exists afterwards."""

import json
import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

import boto3

from infra.demo.scenario import StepFailed
from infra.deploy import stack
from infra.deploy.__main__ import STEPS
from infra.deploy.gateway import logs as gateway_logs
from infra.deploy.state import BUCKET_OUTPUT
from infra.policies import FUNCTIONS
from infra.rehearsal.chalice_deploy import ChaliceDeploy

# Calls of Chalice after whose answer a deployment is killed: what they made is not recorded then.
CALLS = ("CreateRole", "CreateFunction", "CreateEventSourceMapping", "Subscribe", "PutRestApi", "CreateDeployment")
KILLING = Path(__file__).with_name("killing")
ONE_OF_EACH = {
    "functions": len(FUNCTIONS),
    "roles": len(FUNCTIONS),
    "event source mappings": 1,
    "subscriptions": 1,
    "rules": 1,
    "targets": 1,
    "APIs": 1,
    "stages of the API": 1,
    "stacks": 1,
    "tables": 1,
    "buckets": 1,
}


class Resuming:
    """Deployments of a stage to one empty account."""

    def __init__(self, deployment: ChaliceDeploy) -> None:
        self._deployment = deployment
        self._stage = deployment.stage

    def killed_after_step(self, step: str) -> None:
        """Kill the deployment when the next step begins, or after the last one, then resume it and count."""
        steps = list(STEPS)
        following = [*steps, ""][steps.index(step) + 1]
        process = self._started({})
        for line in process.stdout or ():
            if following and line.startswith(f"{following}: "):
                os.killpg(process.pid, signal.SIGKILL)
        self._resume(process.wait(), killed=bool(following))

    def killed_at_call(self, operation: str) -> None:
        """Kill the deployment after a call, then resume it and count."""
        environment = {"KILLED_AFTER": operation, "PYTHONPATH": str(KILLING)}
        process = self._started(environment)
        process.communicate()
        self._resume(process.returncode, killed=True)

    def without_record(self) -> None:
        """Lose the record of a complete deployment, deploy again and count."""
        self._deployment.deploy()
        self._deployment.record.unlink()
        self._delete(f"deployed/{self._stage.name}.json")
        self._deployment.deploy()
        self._count()

    def _started(self, environment: Mapping[str, str]) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            self._deployment.command,
            cwd=self._deployment.project,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def _resume(self, status: int, killed: bool) -> None:
        if status != (-signal.SIGKILL if killed else 0):
            raise StepFailed(f"the deployment was not killed, but exited with {status}")
        # As the refusal of the next deployment says.
        self._delete(f"locks/{self._stage.name}.json")
        self._deployment.deploy()
        self._count()

    def _delete(self, key: str) -> None:
        """Delete an object of the bucket; before the stack was made there is none."""
        cloudformation = boto3.client("cloudformation")
        if stack.status_of(cloudformation, self._stage) is None:
            return
        outputs = stack.outputs_of(cloudformation, self._stage)
        boto3.client("s3").delete_object(Bucket=outputs[BUCKET_OUTPUT], Key=key)

    def _count(self) -> None:
        found = counts()
        if found != ONE_OF_EACH:
            raise StepFailed(f"not one of each thing: {json.dumps(found)}")


def counts() -> dict[str, int]:
    """Count what a deployment makes, in the whole account; the role of its API Gateway is the account's."""
    gateway, events = boto3.client("apigateway"), boto3.client("events")
    apis = gateway.get_rest_apis()["items"]
    rules = events.list_rules()["Rules"]
    subscriptions = boto3.client("sns").list_subscriptions()["Subscriptions"]
    return {
        "functions": len(boto3.client("lambda").list_functions()["Functions"]),
        "roles": sum(role["RoleName"] != gateway_logs.ROLE for role in boto3.client("iam").list_roles()["Roles"]),
        "event source mappings": len(boto3.client("lambda").list_event_source_mappings()["EventSourceMappings"]),
        "subscriptions": sum(item["Protocol"] == "lambda" for item in subscriptions),
        "rules": len(rules),
        "targets": sum(len(events.list_targets_by_rule(Rule=rule["Name"])["Targets"]) for rule in rules),
        "APIs": len(apis),
        "stages of the API": sum(len(gateway.get_stages(restApiId=api["id"])["item"]) for api in apis),
        "tables": len(boto3.client("dynamodb").list_tables()["TableNames"]),
        "buckets": len(boto3.client("s3").list_buckets()["Buckets"]),
        "stacks": len(boto3.client("cloudformation").describe_stacks()["Stacks"]),
    }
