"""Least privilege: each policy file holds the rights that its function uses and what Lambda needs, and no others."""

import copy
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

import app
from infra.deploy.outputs import with_stand_ins
from infra.deploy.post_deploy import ASYNCHRONOUS
from infra.deploy.stages import Stage, read_stage
from infra.local.state import PROJECT_ROOT
from infra.policies import (
    FUNCTIONS,
    PLATFORM,
    conditions_on,
    file_of,
    platform_actions,
    policy,
    policy_text,
    resources,
)
from infra.rights.enforcing import Rights
from infra.rights.policy_files import Right, rights_in_files, rights_of, rights_under_names
from tests.infra.stack.functions_at_work import at_work
from tests.infra.stack.stack_template import CONFIG

STAGES = CONFIG["stages"]
CHALICE = PROJECT_ROOT / ".chalice"
# Rights of other services and of none, to add to a policy.
FOREIGN = ("dynamodb:DescribeTable", "iam:PassRole", "kms:Decrypt", "s3:GetObject")
# By function: rights on the first stage.
Used = Mapping[str, set[Right]]


@pytest.fixture(scope="module")
def used() -> Used:
    """Let every function do everything that it does; return the rights that this takes."""
    stage, found = with_stand_ins(read_stage(next(iter(STAGES)))), defaultdict(set)
    rights = Rights(rights_in_files(stage.name))
    for function in FUNCTIONS:
        at_work(function, stage, rights)
    assert rights.denied == []
    for function, right in rights.used:
        found[function].add(right)
    return found


def needed(function: str, stage: Stage, used: Used) -> set[Right]:
    """Return the rights that the function must have on a stage: what it uses there, and what Lambda needs."""
    first = read_stage(next(iter(STAGES))).variables
    on_stage = resources(stage.variables)
    names = {
        (pattern, conditions_of(name, first)): name
        for name, patterns in resources(first).items()
        for pattern in patterns
    }
    wanted = {(right.action, names[right.resource, right.conditions]) for right in used[function]}
    platform = platform_actions(function, stage.traced).items()
    wanted |= {(action, resource) for resource, actions in platform for action in actions}
    return {
        Right(action, pattern, conditions_of(resource, stage.variables))
        for action, resource in wanted
        for pattern in on_stage[resource]
    }


def conditions_of(resource: str, variables: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return keys and patterns of the conditions under which a resource may be used."""
    tests = conditions_on(variables).get(resource, {}).values()
    return tuple(pair for tested in tests for pair in tested.items())


def documents() -> Iterator[tuple[Stage, str, dict[str, Any]]]:
    """Yield every policy file with its stage and function."""
    for stage in map(read_stage, STAGES):
        for function in FUNCTIONS:
            yield stage, function, json.loads(file_of(stage.name, function).read_text(encoding="utf-8"))


def changed_documents(document: dict[str, Any], change: str) -> Iterator[dict[str, Any]]:
    """Yield the document with one action less, with one more, or with one statement less restricted, in all ways."""
    for number, statement in enumerate(document["Statement"]):
        for entries in changes_of(statement)[change]:
            other = copy.deepcopy(document)
            other["Statement"][number] |= entries
            yield other


def changes_of(statement: Mapping[str, Any]) -> Mapping[str, list[dict[str, Any]]]:
    """Return what can be changed in a statement."""
    actions = set(statement["Action"])
    conditionless: list[dict[str, Any]] = [{"Condition": {}}] if "Condition" in statement else []
    return {
        "removed": [{"Action": sorted(actions - {action})} for action in actions],
        "added": [{"Action": [*actions, action]} for action in {*known_actions(), *FOREIGN} - actions],
        "widened": [{"Resource": [*statement["Resource"], "arn:*:s3:::*"]}, *conditionless],
    }


@cache
def known_actions() -> set[str]:
    """Return the actions of all policy files."""
    return {action for _, _, document in documents() for entry in document["Statement"] for action in entry["Action"]}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_policy_file_holds_what_function_uses_and_lambda_needs(used: Used, stage: str, function: str) -> None:
    document = json.loads(file_of(stage, function).read_text(encoding="utf-8"))
    assert set(rights_of(document)) == needed(function, read_stage(stage), used)


@pytest.mark.parametrize("change", ["removed", "added", "widened"])
def test_no_action_can_be_removed_from_or_added_to_any_file_unnoticed(used: Used, change: str) -> None:
    changed = [
        set(rights_of(other)) == needed(function, stage, used)
        for stage, function, document in documents()
        for other in changed_documents(document, change)
    ]
    assert len(changed) > len(STAGES) * len(FUNCTIONS)
    assert not any(changed)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("stage", STAGES)
def test_policy_file_is_up_to_date(stage: str, function: str) -> None:
    assert file_of(stage, function).read_text(encoding="utf-8") == policy_text(read_stage(stage), function)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_traced_stage_may_only_send_traces_in_addition(function: str) -> None:
    stage = replace(read_stage("dev"), traced=False)
    traced = policy(function, replace(stage, traced=True))["Statement"]
    (more,) = [statement for statement in traced if statement not in policy(function, stage)["Statement"]]
    assert set(more["Action"]) == set(PLATFORM["xray"]["traces"])
    assert all(action.startswith("xray:Put") for action in more["Action"])
    assert len(traced) == len(policy(function, stage)["Statement"]) + 1


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("stage", STAGES)
def test_policy_names_no_other_stage_and_no_wildcard_action(stage: str, function: str) -> None:
    for statement in json.loads(policy_text(replace(read_stage(stage), traced=False), function))["Statement"]:
        assert not [action for action in statement["Action"] if "*" in action]
        if statement["Action"] == ["secretsmanager:BatchGetSecretValue"]:
            # Of no resource; what it reads is what GetSecretValue allows.
            assert statement["Resource"] == ["*"]
            continue
        for resource in statement["Resource"]:
            assert resource.startswith("arn:*:")
            assert stage in resource or (resource == "arn:*:ses:*:*:identity/*" and statement["Condition"])
            assert not [other for other in STAGES if other != stage and f"-{other}" in resource]


@pytest.mark.parametrize("stage", STAGES)
def test_every_function_has_policy_file_and_none_is_unused(stage: str) -> None:
    functions = STAGES[stage]["lambda_functions"]
    assert set(functions) == set(FUNCTIONS)
    assert {CHALICE / entry["iam_policy_file"] for entry in functions.values()} == {
        file_of(stage, function) for function in FUNCTIONS
    }
    assert {*CHALICE.glob("policy-*.json")} == {file_of(name, function) for name in STAGES for function in FUNCTIONS}


def actions_by_aws(policy_name: str) -> set[str]:
    """Return the actions of a policy that AWS manages."""
    (statement,) = json.loads(aws_managed_policies_data)[policy_name]["Document"]["Statement"]
    return set(statement["Action"])


def test_platform_rights_are_those_that_aws_gives_to_triggers_and_logs() -> None:
    """The stack makes the log groups; X-Ray's sampling is for applications that trace themselves."""
    logs = actions_by_aws("AWSLambdaBasicExecutionRole")
    assert set(PLATFORM["*"]["logs"]) == logs - {"logs:CreateLogGroup"}
    assert set(PLATFORM["deliver_mail"]["queue"]) == actions_by_aws("AWSLambdaSQSQueueExecutionRole") - logs
    sending = {action for action in actions_by_aws("AWSXRayDaemonWriteAccess") if ":Put" in action}
    assert set(PLATFORM["xray"]["traces"]) == sending
    polled = {source.name for source in app.app.event_sources if hasattr(source, "queue")}
    assert set(PLATFORM) == {"*", "xray", *polled, *ASYNCHRONOUS}
    assert set(ASYNCHRONOUS) == {source.name for source in app.app.event_sources} - polled


def test_platform_rights_have_reasons_and_are_not_used_by_functions(used: Used) -> None:
    reasons = [text for group in PLATFORM.values() for entries in group.values() for text in entries.values()]
    assert all(len(reason) > 20 for reason in reasons)
    named = resources(read_stage(next(iter(STAGES))).variables)
    groups = [entries for group in PLATFORM.values() for entries in group.items()]
    platform = {(action, one) for name, actions in groups for action in actions for one in named[name]}
    assert not platform & {(right.action, right.resource) for rights in used.values() for right in rights}


def test_local_run_has_the_rights_of_the_files_under_its_own_names() -> None:
    stage, other = map(read_stage, STAGES)
    assert rights_under_names(stage.variables) == rights_in_files(stage.name)
    assert rights_under_names(other.variables) == rights_in_files(other.name)


def test_no_function_reserves_concurrency() -> None:
    """A new account has ten concurrent executions, and AWS lets nobody reserve any of them."""
    assert "reserved_concurrency" not in json.dumps(CONFIG)


def test_every_handler_of_app_has_policy() -> None:
    handlers = {
        "api_handler",
        *(name for name in vars(app) if name in {"deliver_mail", "deliver_webhooks", "mail_events", "sweep"}),
    }
    assert handlers == set(FUNCTIONS)
    assert {function.name for function in app.app.pure_lambda_functions} == set()
    assert {source.name for source in app.app.event_sources} == handlers - {"api_handler"}
