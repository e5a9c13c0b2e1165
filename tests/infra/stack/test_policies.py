"""Least privilege: each function may do what it was seen to do, and what its trigger needs; nothing else."""

import json
from dataclasses import replace

import pytest

import app
from chalicelib import bootstrap
from infra.deploy.stages import read_stage
from infra.local.state import PROJECT_ROOT
from infra.policies import CALLS, FUNCTIONS, PLATFORM, SENDERS, SENDING, actions, file_of, policy, written
from tests.infra.stack.functions_at_work import STORIES, collect_unreadable
from tests.infra.stack.stack_template import CONFIG
from tests.world import world

STAGES = CONFIG["stages"]
CHALICE = PROJECT_ROOT / ".chalice"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_may_call_what_it_calls(function: str) -> None:
    with world() as one:
        before = bootstrap._Started.container
        bootstrap.use(one.container)
        with collect_unreadable(one) as seen:
            STORIES[function](one)
        bootstrap._Started.container = before
    allowed = {*CALLS[function], *(SENDING if function in SENDERS else ())}
    assert seen | ({"ses:SendRawEmail"} if "ses:SendEmail" in seen else set()) == allowed


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("stage", STAGES)
def test_the_policy_file_says_exactly_that(stage: str, function: str) -> None:
    kept = file_of(stage, function).read_text(encoding="utf-8")
    assert kept == written(read_stage(stage), function)
    named = {action for statement in json.loads(kept)["Statement"] for action in statement["Action"]}
    assert named == set(actions(function, read_stage(stage).traced))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_stage_that_is_traced_may_also_hand_over_traces_and_do_nothing_else(function: str) -> None:
    stage = replace(read_stage("dev"), traced=False)
    traced = policy(function, replace(stage, traced=True))["Statement"]
    (more,) = [statement for statement in traced if statement not in policy(function, stage)["Statement"]]
    assert set(more["Action"]) == set(PLATFORM["xray"])
    assert all(action.startswith("xray:Put") for action in more["Action"])
    assert len(traced) == len(policy(function, stage)["Statement"]) + 1


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("stage", STAGES)
def test_a_policy_names_no_other_stage_and_no_action_by_star(stage: str, function: str) -> None:
    for statement in json.loads(written(replace(read_stage(stage), traced=False), function))["Statement"]:
        assert not [action for action in statement["Action"] if "*" in action]
        for resource in statement["Resource"]:
            assert resource.startswith("arn:aws:")
            assert stage in resource or resource.startswith("arn:aws:ses:*:*:identity/")
            assert not [other for other in STAGES if other != stage and f"-{other}" in resource]


@pytest.mark.parametrize("stage", STAGES)
def test_every_function_has_a_policy_file_and_no_file_is_left_over(stage: str) -> None:
    functions = STAGES[stage]["lambda_functions"]
    assert set(functions) == set(FUNCTIONS)
    assert {CHALICE / one["iam_policy_file"] for one in functions.values()} == {
        file_of(stage, function) for function in FUNCTIONS
    }
    assert {*CHALICE.glob("policy-*.json")} == {file_of(one, function) for one in STAGES for function in FUNCTIONS}


def test_what_the_platform_needs_is_named_with_its_reason() -> None:
    reasons = [reason for named in PLATFORM.values() for reason in named.values()]
    assert all(len(reason) > 20 for reason in reasons)
    assert not {*PLATFORM["*"], *PLATFORM["deliver_mail"]} & {call for calls in CALLS.values() for call in calls}


def test_every_handler_of_the_app_is_a_function_with_a_policy() -> None:
    handlers = {"api_handler", *(name for name in vars(app) if name in {"deliver_mail", "mail_events", "sweep"})}
    assert handlers == set(FUNCTIONS)
    assert {one.name for one in app.app.pure_lambda_functions} == set()
    assert {one.name for one in app.app.event_sources} == handlers - {"api_handler"}
