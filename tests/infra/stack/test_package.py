"""The package of each stage: valid templates, no unexpected files, tracing."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from infra import policies
from infra.deploy.stack import TEMPLATE
from infra.deploy.stages import read_stage, stage_names
from infra.rehearsal.package import SHARED, Package, lint, missing_packages, packaged, unexpected_files
from infra.rehearsal.project_copy import copied

pytestmark = pytest.mark.slow

FAULTY = "faulty.json"


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Package]:
    """Package every stage of a project in which one is traced, one has other machines, and byte code lies about."""
    directory = tmp_path_factory.mktemp("packages")
    project = copied(directory / "project")
    # Chalice would fetch them, and no template contains them.
    (project / "requirements.txt").write_text("")
    trace(project, "dev")
    configure(project, "prod", lambda_architecture="arm64", lambda_memory_size=1_769)
    for folder in ("", "web/", "web/schemas/"):
        cache = project / "chalicelib" / folder / "__pycache__"
        cache.mkdir()
        (cache / "routes.cpython-313.pyc").write_bytes(b"byte code")
    return {stage: packaged(stage, directory / stage, project) for stage in stage_names()}


def trace(project: Path, stage: str) -> None:
    """Configure tracing for a stage."""
    configure(project, stage, xray=True)
    policies.main(project)
    assert [name for name in stage_names() if read_stage(name, project).traced] == [stage]


def configure(project: Path, stage: str, **settings: object) -> None:
    """Change settings of a stage that Chalice reads."""
    file = project / ".chalice" / "config.json"
    config = json.loads(file.read_text())
    config["stages"][stage] |= settings
    file.write_text(json.dumps(config))


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Sequence[str]:
    """What the linter finds in the stack and a faulty template. (The rehearsal has it read the packaged ones.)"""
    table = {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": {"Ref": "Nothing"}}}
    faulty = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Table": table}}
    faulty["Parameters"] = {"Unused": {"Type": "String"}}
    file = tmp_path_factory.mktemp("templates") / FAULTY
    file.write_text(json.dumps(faulty))
    return lint(file, TEMPLATE)


def functions(template: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the properties of every function."""
    resources = template["Resources"].values()
    return [resource["Properties"] for resource in resources if resource["Type"] == "AWS::Serverless::Function"]


def test_template_of_stack_passes_linter(findings: Sequence[str]) -> None:
    assert [line for line in findings if FAULTY not in line] == []


def test_each_stage_has_five_functions(packages: Mapping[str, Package]) -> None:
    assert {len(functions(package.template)) for package in packages.values()} == {5}


def test_byte_code_that_lies_about_is_not_packaged(packages: Mapping[str, Package]) -> None:
    stray = {stage: unexpected_files(package.archive) for stage, package in packages.items()}
    assert not any(stray.values()), stray


def test_package_that_lacks_what_the_emulator_has_is_noticed(packages: Mapping[str, Package]) -> None:
    assert {tuple(missing_packages(package.archive)) for package in packages.values()} == {SHARED}


def test_architecture_and_memory_are_settings_of_a_stage(packages: Mapping[str, Package]) -> None:
    found = {
        stage: {(*function["Architectures"], function["MemorySize"]) for function in functions(package.template)}
        for stage, package in packages.items()
    }
    assert found == {"dev": {("x86_64", 512)}, "prod": {("arm64", 1_769)}}


def test_stage_is_traced_by_configuration(packages: Mapping[str, Package]) -> None:
    for stage, mode in (("dev", "Active"), ("prod", "PassThrough")):
        template = packages[stage].template
        assert {function["Tracing"] for function in functions(template)} == {mode}
        resources = template["Resources"].values()
        roles = [json.dumps(resource) for resource in resources if resource["Type"] == "AWS::IAM::Role"]
        assert len(roles) == 5
        assert {"xray:PutTraceSegments" in role for role in roles} == {mode == "Active"}


@pytest.mark.parametrize("rule", ["E1020", "W2001"])
def test_linter_reports_errors_and_warnings(findings: Sequence[str], rule: str) -> None:
    assert any(FAULTY in line and rule in line for line in findings), findings


def test_unreadable_template_is_lint_error(tmp_path: Path) -> None:
    assert lint(tmp_path / "none.json")
