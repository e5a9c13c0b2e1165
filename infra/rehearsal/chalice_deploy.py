"""`chalice deploy` itself, into an emulated AWS with nothing in it, and what must have come of it.

Told as it goes are also the two things that the emulator does not do: it drops the routes of the API that Chalice
describes, and it does not know the call by which Chalice describes an API a second time.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import httpx

from infra.bench.events import get
from infra.demo.scenario import StepFailed
from infra.deploy import post_deploy
from infra.deploy.chalice_command import run_chalice
from infra.deploy.stack import bring_up
from infra.deploy.stages import Deployment, Stage, read_deployment
from infra.local.aws.lambda_events import of_schedule
from infra.local.environment import REGION
from infra.local.state import PROJECT_ROOT
from infra.policies import FUNCTIONS, written
from infra.rehearsal.deploying import POLL_SECONDS
from infra.rehearsal.project_copy import copied

SECONDS = 30.0
NOT_TO_BE_SEEN = (
    "not to be seen here: this API's routes, which the emulator drops (the journey walks those of the package),",
    "and a second `chalice deploy`, whose PutRestApi the emulator does not know",
)


class ChaliceDeploy:
    """One deployment of a stage from a copy of the project; `say` gets a line for each thing that holds."""

    def __init__(self, url: str, stage: Stage, directory: Path, say: Callable[[str], object]) -> None:
        self._url = url
        self._stage = stage
        self._say = say
        self._project = copied(directory)
        # Packaged already, with the same content.
        made = PROJECT_ROOT / ".chalice" / "deployments"
        made.mkdir(exist_ok=True)
        (self._project / ".chalice" / "deployments").symlink_to(made)

    def deploy(self) -> None:
        """The steps of operators, in their order. Raises `DeployFailed`."""
        bring_up(boto3.client("cloudformation"), self._stage, {}, POLL_SECONDS)
        run_chalice("deploy", self._stage, REGION, self._project)
        deployment, gateway = self._deployment(), boto3.client("apigateway")
        post_deploy.answer_as_the_app_does(gateway, self._stage, deployment)
        post_deploy.throttle(gateway, self._stage, deployment)
        post_deploy.keep_addresses_out_of_traces(gateway, self._stage, deployment)
        post_deploy.keep_logs_for_a_while(boto3.client("logs"), self._stage, deployment)

    def look(self) -> None:
        """Raises `StepFailed` at the first thing that is not as it should be."""
        for name in FUNCTIONS:
            self._function(name)
        self._told(f"{len(FUNCTIONS)} functions, each with the rights of its policy file and the stage's settings")
        self._triggers()
        self._told("the queue drives deliver_mail, the topic mail_events, the schedule sweep each minute")
        self._at_work()
        self._told("GET /readyz, handed over as the gateway would: 200; sweep has run")
        self._told(*self._api())

    def _told(self, *lines: str) -> None:
        for line in lines:
            self._say(f"   {line}")

    def _deployment(self) -> Deployment:
        return read_deployment(self._stage, self._project)

    def _named(self, function: str) -> str:
        """As Chalice calls it: the function of the API after the stage alone."""
        own = self._stage.resource_name
        return own if function == "api_handler" else f"{own}-{function}"

    def _function(self, name: str) -> None:
        found = boto3.client("lambda").get_function_configuration(FunctionName=self._named(name))
        role, iam = found["Role"].rpartition("/")[2], boto3.client("iam")
        policies = [
            iam.get_role_policy(RoleName=role, PolicyName=one)["PolicyDocument"]
            for one in iam.list_role_policies(RoleName=role)["PolicyNames"]
        ]
        _hold(f"{name} has its policy file and no other", policies == [json.loads(written(self._stage, name))])
        attached = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
        _hold(f"{name} has no rights from elsewhere", attached == [])
        _hold(f"{name} has the stage's settings", found["Environment"]["Variables"] == self._stage.variables)

    def _triggers(self) -> None:
        settings = self._stage.variables
        mappings = boto3.client("lambda").list_event_source_mappings()["EventSourceMappings"]
        driven = [(one["EventSourceArn"], one["FunctionArn"], one["State"]) for one in mappings]
        _hold("the queue drives deliver_mail", _ends(driven, (settings["MAIL_QUEUE"], "-deliver_mail", "Enabled")))
        subscriptions = boto3.client("sns").list_subscriptions()["Subscriptions"]
        told = [(one["TopicArn"], one["Endpoint"]) for one in subscriptions if one["Protocol"] == "lambda"]
        _hold("the topic tells mail_events", _ends(told, (settings["MAIL_EVENTS_TOPIC"], "-mail_events")))
        events = boto3.client("events")
        rules = [
            (one["ScheduleExpression"], one["State"], target["Arn"])
            for one in events.list_rules()["Rules"]
            for target in events.list_targets_by_rule(Rule=one["Name"])["Targets"]
        ]
        _hold("the schedule runs sweep", _ends(rules, ("rate(1 minute)", "ENABLED", "-sweep")))

    def _at_work(self) -> None:
        answer = self._invoked("api_handler", get("/readyz"))
        _hold(f"the API's function reads the table: {answer}", answer.get("statusCode") == 200)  # noqa: PLR2004
        answer = self._invoked("sweep", of_schedule(datetime.now(UTC)))
        _hold(f"sweep finds nothing to send: {answer}", answer == {"sent": 0})

    def _invoked(self, function: str, event: dict[str, Any]) -> dict[str, Any]:
        answer = boto3.client("lambda").invoke(FunctionName=self._named(function), Payload=json.dumps(event))
        return dict(json.load(answer["Payload"]))

    def _api(self) -> tuple[str, ...]:
        """The API is there, on its stage; whether it has routes is the emulator's affair."""
        api, gateway = self._deployment().rest_api_id, boto3.client("apigateway")
        stages = [one["stageName"] for one in gateway.get_stages(restApiId=api)["item"]]
        _hold(f"the API has the one stage {stages}", stages == [self._stage.gateway_stage])
        base = f"{self._url}/_aws/execute-api/{api}/{self._stage.gateway_stage}"
        if len(gateway.get_resources(restApiId=api)["items"]) == 1:
            unknown = httpx.get(f"{base}/nowhere", timeout=SECONDS, trust_env=False)
            _hold("the gateway answers as the app does", unknown.json().get("type") == "/problems/not-found")
            return ("the API is there, and the gateway's own answers are the app's", *NOT_TO_BE_SEEN)
        answer = httpx.get(f"{base}/healthz", timeout=SECONDS, trust_env=False)
        _hold(f"the API answers: {answer.status_code}", answer.is_success)
        return ("the API answers GET /healthz",)


def _hold(claim: str, holds: bool) -> None:
    if not holds:
        raise StepFailed(f"after `chalice deploy` this does not hold: {claim}")


def _ends(found: Sequence[tuple[str, ...]], wanted: tuple[str, ...]) -> bool:
    """Whether there is one alone, and each part of it ends so."""
    return len(found) == 1 and all(part.endswith(end) for part, end in zip(found[0], wanted, strict=True))
