"""Run `python -m infra.deploy`, as `make deploy` does, against an emulated AWS and check the result."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import httpx

from infra.bench.events import get
from infra.demo.scenario import StepFailed
from infra.deploy.gateway.logs import log_group
from infra.deploy.stack import outputs_of
from infra.deploy.stages import DeployFailed, Deployment, Stage, read_deployment, read_stage, record_file
from infra.local.aws.lambda_events import of_schedule
from infra.local.state import PROJECT_ROOT
from infra.policies import FUNCTIONS, policy_text
from infra.rehearsal.project_copy import configure, copied

SECONDS = 30.0


class ChaliceDeploy:
    """A deployment of a stage from a copy of the project; `say` gets a line for each successful check."""

    def __init__(self, url: str, stage: Stage, directory: Path, say: Callable[[str], object]) -> None:
        self._url = url
        self._say = say
        self.project = copied(directory)
        # Functions would inherit the emulator's own level.
        configure(self.project, stage.name, EXAMPLE_DOMAINS="true", LOG_LEVEL="INFO")
        self.stage = read_stage(stage.name, self.project)
        self.record = record_file(stage, self.project)
        self.command = [sys.executable, "-m", "infra.deploy", stage.name, "--user-pool", "true"]
        # Reuse the package of the first rehearsal, which has the same content.
        made = PROJECT_ROOT / ".chalice" / "deployments"
        made.mkdir(exist_ok=True)
        (self.project / ".chalice" / "deployments").symlink_to(made)

    def deploy(self, *options: str) -> None:
        """Deploy, or deploy again. Raises `DeployFailed`."""
        completed = subprocess.run([*self.command, *options], cwd=self.project, check=False)
        if completed.returncode:
            raise DeployFailed(f"`{' '.join(self.command[1:])}` exited with {completed.returncode}; see above")

    def destroy(self) -> None:
        """Delete the stage, as `make destroy` does. Raises `DeployFailed`."""
        command = [sys.executable, "-m", "infra.deploy.destroy", self.stage.name]
        completed = subprocess.run(command, cwd=self.project, check=False, input=f"{self.stage.name}\n", text=True)
        if completed.returncode:
            raise DeployFailed(f"`{' '.join(command[1:])}` exited with {completed.returncode}; see above")

    def check(self) -> None:
        """Check what was deployed. Raises `StepFailed` at the first failed check."""
        for name in FUNCTIONS:
            self._function(name)
        self._report(f"{len(FUNCTIONS)} functions, each with the rights of its policy file and the stage's settings")
        self._triggers()
        self._report("the queues trigger deliver_mail and deliver_webhooks, the topic mail_events, the schedule sweep")
        self._invocations()
        self._report("GET /readyz, invoked as by the gateway: 200; sweep has run")
        self._report(*self._api())

    @property
    def base(self) -> str:
        """Where the emulator serves the stage."""
        return f"{self._url}/_aws/execute-api/{self._deployment().rest_api_id}/{self.stage.gateway_stage}"

    def _variables(self) -> Mapping[str, str]:
        return self.stage.reading(outputs_of(boto3.client("cloudformation"), self.stage)).variables

    def check_domain(self, domain: str, base_path: str) -> None:
        """Check that the API answers under a domain, which the emulator knows by the header. Raises `StepFailed`."""
        url = f"{self._url}/{base_path}/healthz"
        answer = httpx.get(url, headers={"Host": domain}, timeout=SECONDS, trust_env=False)
        _require(f"the API answers at {domain}/{base_path}: {answer.status_code}", answer.is_success)
        expected = f"https://{domain}/{base_path}"
        _require(f"people are sent to {expected}", self._variables()["PUBLIC_URL"] == expected)
        self._report(f"the API answers GET /healthz at {domain}/{base_path}, where people are sent")

    def _report(self, *lines: str) -> None:
        for line in lines:
            self._say(f"   {line}")

    def _deployment(self) -> Deployment:
        return read_deployment(self.stage, self.project)

    def _named(self, function: str) -> str:
        """Return the name that Chalice gives a function; the API's is named after app and stage only."""
        own = self.stage.resource_name
        return own if function == "api_handler" else f"{own}-{function}"

    def _function(self, name: str) -> None:
        found = boto3.client("lambda").get_function_configuration(FunctionName=self._named(name))
        role, iam = found["Role"].rpartition("/")[2], boto3.client("iam")
        policies = [
            iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
            for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]
        ]
        _require(f"{name} has its policy file and no other", policies == [json.loads(policy_text(self.stage, name))])
        attached = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
        _require(f"{name} has no attached policies", attached == [])
        _require(f"{name} has the stage's settings", found["Environment"]["Variables"] == self._variables())

    def _triggers(self) -> None:
        settings = self.stage.variables
        mappings = boto3.client("lambda").list_event_source_mappings()["EventSourceMappings"]
        triggered = [(mapping["EventSourceArn"], mapping["FunctionArn"], mapping["State"]) for mapping in mappings]
        for setting, function in (("MAIL_QUEUE", "deliver_mail"), ("WEBHOOK_QUEUE", "deliver_webhooks")):
            own = [one for one in triggered if one[1].endswith(f"-{function}")]
            _require(f"the queue triggers {function}", _ends(own, (settings[setting], f"-{function}", "Enabled")))
        subscriptions = boto3.client("sns").list_subscriptions()["Subscriptions"]
        subscribed = [(item["TopicArn"], item["Endpoint"]) for item in subscriptions if item["Protocol"] == "lambda"]
        _require("the topic triggers mail_events", _ends(subscribed, (settings["MAIL_EVENTS_TOPIC"], "-mail_events")))
        events = boto3.client("events")
        rules = [
            (rule["ScheduleExpression"], rule["State"], target["Arn"])
            for rule in events.list_rules()["Rules"]
            for target in events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
        ]
        _require("the schedule runs sweep", _ends(rules, ("rate(1 minute)", "ENABLED", "-sweep")))

    def _invocations(self) -> None:
        answer = self._invoked("api_handler", get("/readyz"))
        _require(f"the API's function reads the table: {answer}", answer.get("statusCode") == 200)  # noqa: PLR2004
        answer = self._invoked("sweep", of_schedule(datetime.now(UTC)))
        _require(f"sweep finds nothing to send: {answer}", answer == {"sent": 0})

    def _invoked(self, function: str, event: dict[str, Any]) -> dict[str, Any]:
        answer = boto3.client("lambda").invoke(FunctionName=self._named(function), Payload=json.dumps(event))
        return dict(json.load(answer["Payload"]))

    def _api(self) -> tuple[str, ...]:
        """Check the API and its stage; return what was checked."""
        api, gateway = self._deployment().rest_api_id, boto3.client("apigateway")
        stages = [stage["stageName"] for stage in gateway.get_stages(restApiId=api)["item"]]
        _require(f"the API has the one stage {stages}", stages == [self.stage.gateway_stage])
        log = gateway.get_stage(restApiId=api, stageName=self.stage.gateway_stage)["accessLogSettings"]
        _require("the gateway logs into its group", log["destinationArn"].endswith(f":{log_group(self.stage)}"))
        _require("the account's API Gateway has a role to log", bool(gateway.get_account().get("cloudwatchRoleArn")))
        unknown = httpx.get(f"{self.base}/nowhere", timeout=SECONDS, trust_env=False)
        kind = str(unknown.json().get("type"))
        _require(f"an unknown path is a problem document, of the type {kind}", kind.endswith("/problems/not-found"))
        answer = httpx.get(f"{self.base}/healthz", timeout=SECONDS, trust_env=False)
        _require(f"the API answers: {answer.status_code}", answer.is_success)
        return ("the API answers GET /healthz", "the gateway logs into its group, by the account's role")


def _require(claim: str, is_true: bool) -> None:
    if not is_true:
        raise StepFailed(f"after `make deploy` this is not true: {claim}")


def _ends(found: Sequence[tuple[str, ...]], endings: tuple[str, ...]) -> bool:
    """Whether exactly one tuple was found, and its parts have these endings."""
    return len(found) == 1 and all(part.endswith(ending) for part, ending in zip(found[0], endings, strict=True))
