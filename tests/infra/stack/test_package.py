"""What Chalice makes of the project for each stage: nothing that cfn-lint would speak against."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra import policies
from infra.deploy.stages import read_stage, stage_names
from infra.rehearsal.package import lint, packaged, strays
from infra.rehearsal.project_copy import copied


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The project without its requirements, which Chalice would fetch and no template shows."""
    copy = copied(tmp_path / "project")
    (copy / "requirements.txt").write_text("")
    return copy


def functions(template: dict[str, Any]) -> list[dict[str, Any]]:
    """The properties of every function."""
    found = [one for one in template["Resources"].values() if one["Type"] == "AWS::Serverless::Function"]
    return [one["Properties"] for one in found]


def test_the_template_of_no_stage_has_a_fault(project: Path, tmp_path: Path) -> None:
    packages = [packaged(stage, tmp_path / stage, project) for stage in stage_names()]
    assert [len(functions(one.template)) for one in packages] == [4, 4]
    assert lint(*(one.template_file for one in packages)) == []


def test_byte_code_beside_the_sources_stays_out(project: Path, tmp_path: Path) -> None:
    for folder in ("", "web/", "web/shapes/"):
        cache = project / "chalicelib" / folder / "__pycache__"
        cache.mkdir()
        (cache / "routes.cpython-313.pyc").write_bytes(b"byte code")
    assert strays(packaged("dev", tmp_path / "dev", project).archive) == []


def test_a_stage_is_traced_by_one_word_in_its_configuration(project: Path, tmp_path: Path) -> None:
    file = project / ".chalice" / "config.json"
    config = json.loads(file.read_text())
    config["stages"]["dev"]["xray"] = True
    file.write_text(json.dumps(config))
    policies.main(project)
    assert (read_stage("dev", project).traced, read_stage("prod", project).traced) == (True, False)
    for stage, mode in (("dev", "Active"), ("prod", "PassThrough")):
        template = packaged(stage, tmp_path / stage, project).template
        assert {one["Tracing"] for one in functions(template)} == {mode}
        roles = [json.dumps(one) for one in template["Resources"].values() if one["Type"] == "AWS::IAM::Role"]
        assert len(roles) == 4
        assert {"xray:PutTraceSegments" in role for role in roles} == {mode == "Active"}


def test_an_error_and_a_warning_are_both_told(tmp_path: Path) -> None:
    table = {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": {"Ref": "Nothing"}}}
    faulty = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Table": table}}
    faulty["Parameters"] = {"Unused": {"Type": "String"}}
    file = tmp_path / "sam.json"
    file.write_text(json.dumps(faulty))
    told = lint(file)
    assert any("E1020" in line for line in told), told
    assert any("W2001" in line for line in told), told


def test_a_linter_that_cannot_read_the_template_has_not_found_it_well(tmp_path: Path) -> None:
    assert lint(tmp_path / "none.json")
