"""The package of each stage: valid templates, no unexpected files, tracing."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra import policies
from infra.deploy.stages import read_stage, stage_names
from infra.rehearsal.package import lint, packaged, unexpected_files
from infra.rehearsal.project_copy import copied


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Copy the project without its requirements, which Chalice would fetch and no template contains."""
    copy = copied(tmp_path / "project")
    (copy / "requirements.txt").write_text("")
    return copy


def functions(template: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the properties of every function."""
    resources = template["Resources"].values()
    return [resource["Properties"] for resource in resources if resource["Type"] == "AWS::Serverless::Function"]


def test_packaged_templates_pass_linter(project: Path, tmp_path: Path) -> None:
    packages = [packaged(stage, tmp_path / stage, project) for stage in stage_names()]
    assert [len(functions(package.template)) for package in packages] == [4, 4]
    assert lint(*(package.template_file for package in packages)) == []


def test_bytecode_is_not_packaged(project: Path, tmp_path: Path) -> None:
    for folder in ("", "web/", "web/schemas/"):
        cache = project / "chalicelib" / folder / "__pycache__"
        cache.mkdir()
        (cache / "routes.cpython-313.pyc").write_bytes(b"byte code")
    assert unexpected_files(packaged("dev", tmp_path / "dev", project).archive) == []


def test_stage_is_traced_by_configuration(project: Path, tmp_path: Path) -> None:
    file = project / ".chalice" / "config.json"
    config = json.loads(file.read_text())
    config["stages"]["dev"]["xray"] = True
    file.write_text(json.dumps(config))
    policies.main(project)
    assert (read_stage("dev", project).traced, read_stage("prod", project).traced) == (True, False)
    for stage, mode in (("dev", "Active"), ("prod", "PassThrough")):
        template = packaged(stage, tmp_path / stage, project).template
        assert {function["Tracing"] for function in functions(template)} == {mode}
        resources = template["Resources"].values()
        roles = [json.dumps(resource) for resource in resources if resource["Type"] == "AWS::IAM::Role"]
        assert len(roles) == 4
        assert {"xray:PutTraceSegments" in role for role in roles} == {mode == "Active"}


def test_linter_reports_errors_and_warnings(tmp_path: Path) -> None:
    table = {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": {"Ref": "Nothing"}}}
    faulty = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Table": table}}
    faulty["Parameters"] = {"Unused": {"Type": "String"}}
    file = tmp_path / "sam.json"
    file.write_text(json.dumps(faulty))
    findings = lint(file)
    assert any("E1020" in line for line in findings), findings
    assert any("W2001" in line for line in findings), findings


def test_unreadable_template_is_lint_error(tmp_path: Path) -> None:
    assert lint(tmp_path / "none.json")
