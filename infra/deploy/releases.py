"""Keep what is deployed, and go back to the release before: code, settings, rights and routes.

A release is kept once it has passed the smoke test. Its package lies in the stage's bucket, since Lambda keeps the code
of a function only until the next deployment.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

import httpx

from infra.deploy.new_settings import POLL_SECONDS, add_settings, wait_until_updated
from infra.deploy.stages import DeployFailed, Deployment
from infra.deploy.target import Target

KEPT = "releases.json"
# So many releases can be gone back to.
MOST_KEPT = 10
SECONDS = 60.0


class NoReleaseBefore(DeployFailed):
    """No earlier release was kept; the message says what to do instead."""


@dataclass(frozen=True)
class Function:
    """A function as it was deployed: the package in the bucket, its settings, its role with the role's policies."""

    name: str
    package: str
    configuration: Mapping[str, Any]
    role: str
    policies: Mapping[str, Any]


@dataclass(frozen=True)
class Release:
    """What was deployed at one time. `routes` is the API's deployment."""

    version: str
    functions: Sequence[Function]
    routes: str


def keep(target: Target, bucket: str, deployment: Deployment, version: str) -> str:
    """Keep what is deployed as the newest release; deployed again, it is kept once."""
    store, functions = target.client("s3"), target.client("lambda")
    for name in deployment.functions:
        _keep_package(store, bucket, functions.get_function(FunctionName=name))
    release, kept = _deployed(target, deployment, version), _kept(store, bucket)
    if not kept or asdict(kept[-1]) != asdict(release):
        _save(store, bucket, [*kept, release][-MOST_KEPT:])
    return f"release {version} is kept in {bucket}"


def roll_back(target: Target, bucket: str, deployment: Deployment, poll_seconds: float = POLL_SECONDS) -> str:
    """Deploy the newest kept release that is not deployed; once more, the one before it. Raises `NoReleaseBefore`.

    It forgets the newer releases first: killed at any call and run again, it goes to the same one.
    """
    store = target.client("s3")
    kept = _kept(store, bucket)
    present = asdict(_deployed(target, deployment, ""))
    earlier = [one for one in kept if {**asdict(one), "version": ""} != present]
    if not earlier:
        raise NoReleaseBefore("No release before this one was kept: deploy its commit by `make deploy`.")
    release = earlier[-1]
    _save(store, bucket, kept[: kept.index(release) + 1])
    for function in release.functions:
        _restore(target, bucket, function, poll_seconds)
    target.client("apigateway").update_stage(
        restApiId=deployment.rest_api_id,
        stageName=target.stage.gateway_stage,
        patchOperations=[{"op": "replace", "path": "/deploymentId", "value": release.routes}],
    )
    return f"release {release.version} is deployed again"


def _deployed(target: Target, deployment: Deployment, version: str) -> Release:
    functions, iam = target.client("lambda"), target.client("iam")
    found = [_function(iam, functions.get_function_configuration(FunctionName=name)) for name in deployment.functions]
    gateway = target.client("apigateway")
    stage = gateway.get_stage(restApiId=deployment.rest_api_id, stageName=target.stage.gateway_stage)
    return Release(version, found, stage["deploymentId"])


def _function(iam: Any, configuration: Mapping[str, Any]) -> Function:
    role = configuration["Role"].rpartition("/")[2]
    policies = {
        name: iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]
    }
    names = ("MemorySize", "Timeout", "Runtime", "Handler", "Environment")
    settings = {name: configuration[name] for name in names if name in configuration}
    return Function(configuration["FunctionName"], _package_key(configuration), settings, role, policies)


def _package_key(configuration: Mapping[str, Any]) -> str:
    return f"packages/{base64.b64decode(configuration['CodeSha256']).hex()}.zip"


def _keep_package(store: Any, bucket: str, found: Mapping[str, Any]) -> None:
    key = _package_key(found["Configuration"])
    if not store.list_objects_v2(Bucket=bucket, Prefix=key).get("KeyCount"):
        package = httpx.get(found["Code"]["Location"], timeout=SECONDS).raise_for_status().content
        store.put_object(Bucket=bucket, Key=key, Body=package)


def _restore(target: Target, bucket: str, function: Function, poll_seconds: float) -> None:
    iam, functions = target.client("iam"), target.client("lambda")
    for name, document in function.policies.items():
        iam.put_role_policy(RoleName=function.role, PolicyName=name, PolicyDocument=json.dumps(document))
    add_settings(functions, [function.name], function.configuration["Environment"]["Variables"], poll_seconds)
    functions.update_function_code(FunctionName=function.name, S3Bucket=bucket, S3Key=function.package)
    wait_until_updated(functions, function.name, poll_seconds)
    functions.update_function_configuration(FunctionName=function.name, **function.configuration)
    wait_until_updated(functions, function.name, poll_seconds)


def _kept(store: Any, bucket: str) -> list[Release]:
    with suppress(store.exceptions.NoSuchKey):
        text = store.get_object(Bucket=bucket, Key=KEPT)["Body"].read()
        return [_release(found) for found in json.loads(text)]
    return []


def _release(found: Mapping[str, Any]) -> Release:
    return Release(found["version"], [Function(**one) for one in found["functions"]], found["routes"])


def _save(store: Any, bucket: str, releases: Sequence[Release]) -> None:
    text = json.dumps([asdict(release) for release in releases])
    store.put_object(Bucket=bucket, Key=KEPT, Body=text.encode())
