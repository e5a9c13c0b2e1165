"""The version stands in one place, from which everything that shows it takes it."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from chalicelib import VERSION

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("changelog", ["CHANGELOG.md", "docs/api-changelog.md"])
def test_newest_section_of_a_changelog_is_of_this_version(changelog: str) -> None:
    sections = re.findall(r"^## (\S+)", (ROOT / changelog).read_text(), re.MULTILINE)
    assert sections[0] == VERSION
    assert len(sections) == len(set(sections))


def test_releases_of_the_api_changelog_are_dated_newest_first() -> None:
    sections = re.findall(r"^## (.+)", (ROOT / "docs/api-changelog.md").read_text(), re.MULTILINE)
    dated = [re.fullmatch(r"\S+ \((\d{4}-\d{2}-\d{2})(?:, not released yet)?\)", section) for section in sections]
    assert all(dated), sections
    dates = [match[1] for match in dated if match]
    assert dates == sorted(dates, reverse=True)


def test_project_file_has_no_version_of_its_own() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert "version" not in project
    assert project["dynamic"] == ["version"]


def test_make_prints_the_version() -> None:
    printed = subprocess.run(["make", "-s", "version"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert printed.stdout == f"{VERSION}\n"
