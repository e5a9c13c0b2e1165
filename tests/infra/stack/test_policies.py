"""Least privilege: each function has the rights for its observed calls and for its trigger, and no others."""

import json
from dataclasses import replace

import pytest

import app
from chalicelib import bootstrap
from infra.deploy.stages import read_stage
from infra.local.state import PROJECT_ROOT
from infra.policies import CALLS, FUNCTIONS, PLATFORM, SENDERS, SENDING, actions, file_of, policy, policy_text
from tests.infra.stack.functions_at_work import STORIES, recorded_calls
from tests.infra.stack.stack_template import CONFIG
from tests.world import aws_world as new_world

STAGES = CONFIG["stages"]
CHALICE = PROJECT_ROOT / ".chalice"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_function_may_make_exactly_its_observed_calls(function: str) -> None:
    with new_world() as world:
        before = bootstrap._Started.container
        bootstrap.use(world.container)
        with recorded_calls(world) as seen:
            STORIES[function](world)
        bootstrap._Started.container = before
    allowed = {*CALLS[function], *(SENDING if function in SENDERS else ())}
    assert seen | ({"ses:SendRawEmail"} if "ses:SendEmail" in seen else set()) == allowed


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("stage", STAGES)
def test_policy_file_matches_function(stage: str, function: str) -> None:
    kept = file_of(stage, function).read_text(encoding="utf-8")
    assert kept == policy_text(read_stage(stage), function)
    named = {action for statement in json.loads(kept)["Statement"] for action in statement["Action"]}
    assert named == set(actions(function, read_stage(stage).traced))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_traced_stage_may_only_send_traces_in_addition(function: str) -> None:
    stage = replace(read_stage("dev"), traced=False)
    traced = policy(function, replace(stage, traced=True))["Statement"]
    (more,) = [statement for statement in traced if statement not in policy(function, stage)["Statement"]]
    assert set(more["Action"]) == set(PLATFORM["xray"])
    assert all(action.startswith("xray:Put") for action in more["Action"])
    assert len(traced) == len(policy(function, stage)["Statement"]) + 1


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("stage", STAGES)
def test_policy_names_no_other_stage_and_no_wildcard_action(stage: str, function: str) -> None:
    for statement in json.loads(policy_text(replace(read_stage(stage), traced=False), function))["Statement"]:
        assert not [action for action in statement["Action"] if "*" in action]
        for resource in statement["Resource"]:
            assert resource.startswith("arn:aws:")
            assert stage in resource or resource.startswith("arn:aws:ses:*:*:identity/")
            assert not [other for other in STAGES if other != stage and f"-{other}" in resource]


@pytest.mark.parametrize("stage", STAGES)
def test_every_function_has_policy_file_and_none_is_unused(stage: str) -> None:
    functions = STAGES[stage]["lambda_functions"]
    assert set(functions) == set(FUNCTIONS)
    assert {CHALICE / entry["iam_policy_file"] for entry in functions.values()} == {
        file_of(stage, function) for function in FUNCTIONS
    }
    assert {*CHALICE.glob("policy-*.json")} == {file_of(name, function) for name in STAGES for function in FUNCTIONS}


def test_platform_actions_have_reasons() -> None:
    reasons = [reason for named in PLATFORM.values() for reason in named.values()]
    assert all(len(reason) > 20 for reason in reasons)
    assert not {*PLATFORM["*"], *PLATFORM["deliver_mail"]} & {call for calls in CALLS.values() for call in calls}


def test_every_handler_of_app_has_policy() -> None:
    handlers = {"api_handler", *(name for name in vars(app) if name in {"deliver_mail", "mail_events", "sweep"})}
    assert handlers == set(FUNCTIONS)
    assert {function.name for function in app.app.pure_lambda_functions} == set()
    assert {source.name for source in app.app.event_sources} == handlers - {"api_handler"}
