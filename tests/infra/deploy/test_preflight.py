"""The checks before a deploy find every fault and name its remedy."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from infra.deploy import preflight
from infra.deploy.stages import Deployment, NotDeployed, Stage, UnknownStage, read_deployment, read_stage
from infra.deploy.with_stage_environment import COMMAND_NOT_RUN
from infra.local.state import PROJECT_ROOT
from tests.infra.emulator import DEV, PROD, REGION


def test_old_interpreter_is_rejected_with_remedy() -> None:
    assert preflight.python_faults((3, 13)) == []
    assert preflight.python_faults((3, 14)) == []
    (fault,) = preflight.python_faults((3, 11))
    assert "3.11" in fault
    assert "PYTHON=python3.13" in fault


def git(directory: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@vendor.example"]
    subprocess.run(["git", *identity, *arguments], cwd=directory, check=True, capture_output=True)


def test_uncommitted_changes_are_rejected(tmp_path: Path) -> None:
    git(tmp_path, "init")
    (tmp_path / "app.py").write_text("")
    assert "app.py" in preflight.tree_faults(tmp_path)[0]
    git(tmp_path, "add", "app.py")
    git(tmp_path, "commit", "-m", "App")
    assert preflight.tree_faults(tmp_path) == []


@pytest.mark.parametrize("stage", [DEV, PROD], ids=["dev", "prod"])
def test_settings_of_each_configured_stage_are_complete(stage: Stage) -> None:
    assert preflight.settings_faults(stage, REGION) == []


def test_every_missing_or_invalid_setting_is_reported() -> None:
    wrong = {**DEV.variables, "PUBLIC_URL": "http://vendor.example"}
    del wrong["MAIL_SENDER"], wrong["LINK_KEYS"]
    faults = preflight.settings_faults(replace(DEV, variables=wrong), REGION)
    assert [fault.split()[0] for fault in faults] == ["PUBLIC_URL", "MAIL_SENDER", "LINK_KEYS"]


def test_contradicting_settings_are_reported_before_deploy() -> None:
    wrong = {**PROD.variables, "EXAMPLE_DOMAINS": "true", "REQUEST_DAYS": "30"}
    faults = preflight.settings_faults(replace(PROD, variables=wrong), REGION)
    assert [fault.partition(":")[0] for fault in faults] == [
        "REMINDER_DAYS contradicts REQUEST_DAYS",
        "EXAMPLE_DOMAINS contradicts STAGE",
    ]


def test_example_domains_are_rejected() -> None:
    (fault,) = preflight.name_faults(PROD.variables)
    assert "PUBLIC_URL" in fault
    own = {name: text.replace(".example", ".com") for name, text in PROD.variables.items()}
    assert preflight.name_faults(own) == []


def test_unknown_stage_is_rejected_with_list_of_stages() -> None:
    with pytest.raises(UnknownStage, match="dev, prod"):
        read_stage("staging")


def test_deployment_is_read_from_chalice_record(tmp_path: Path) -> None:
    with pytest.raises(NotDeployed, match="make deploy STAGE=dev"):
        read_deployment(DEV, tmp_path)
    record = tmp_path / ".chalice" / "deployed" / "dev.json"
    record.parent.mkdir(parents=True)
    arn = "arn:aws:lambda:us-east-1:1:function:smart-account-requests-dev"
    resources = [
        {"name": "api_handler", "resource_type": "lambda_function", "lambda_arn": arn},
        {"name": "sweep", "resource_type": "lambda_function", "lambda_arn": f"{arn}-sweep"},
        {"name": "rest_api", "resource_type": "rest_api", "rest_api_id": "abc"},
    ]
    record.write_text(json.dumps({"resources": resources}))
    functions = ("smart-account-requests-dev", "smart-account-requests-dev-sweep")
    assert read_deployment(DEV, tmp_path) == Deployment("abc", functions)


def with_stage(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a child process, which it replaces."""
    command = [sys.executable, "-m", "infra.deploy.with_stage_environment", *arguments]
    return subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)


def test_command_runs_with_settings_of_stage() -> None:
    shown = with_stage("prod", "sh", "-c", 'echo "$STAGE $TABLE_NAME $LINK_KEYS"')
    assert shown.stdout.split() == ["prod", PROD.variables["TABLE_NAME"], PROD.variables["LINK_KEYS"]]
    commands = (("prod", "false"), ("nowhere", "true"), ("prod", "no-such"))
    statuses = [with_stage(*command).returncode for command in commands]
    assert statuses == [1, 1, COMMAND_NOT_RUN]
