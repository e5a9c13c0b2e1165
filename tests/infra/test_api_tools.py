"""The findings of the linters less the exceptions, each of which has a reason and is needed."""

import json
from pathlib import Path

import pytest

from infra.api_tools.findings import EXCEPTIONS, Excepted, Finding, exceptions, judged

ROOT = Path(__file__).parents[2]
RATE_LIMIT = Excepted("rate-limit", "*", "not told")
PROBES = Excepted("restricted", "paths./*z.get*", "probes are public")


def test_excepted_finding_does_not_count() -> None:
    found = [
        Finding("rate-limit", "paths./v1/accounts.get", ""),
        Finding("restricted", "paths./healthz.get.security", ""),
    ]
    verdict = judged(found, [RATE_LIMIT, PROBES])
    assert (verdict.findings, verdict.unused) == ((), ())


def test_finding_at_another_place_or_of_another_rule_counts() -> None:
    elsewhere, other = Finding("restricted", "paths./v1/accounts.get", ""), Finding("limit", "paths./healthz.get", "")
    assert judged([elsewhere, other], [RATE_LIMIT, PROBES]).findings == (elsewhere, other)


def test_exception_that_nothing_needs_is_named() -> None:
    found = [Finding("rate-limit", "paths./v1/accounts.get", "")]
    assert judged(found, [RATE_LIMIT, PROBES]).unused == (PROBES,)


def test_every_exception_has_a_reason() -> None:
    assert all(entry.reason.endswith(".") for entry in exceptions())


def test_exception_without_a_reason_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "exceptions.json"
    file.write_text(json.dumps([{"rule": "rate-limit", "at": "*", "reason": " "}]))
    with pytest.raises(ValueError, match="no reason"):
        exceptions(file)


def test_tools_are_pinned_by_hash_and_without_an_address() -> None:
    lock = json.loads((EXCEPTIONS.parent / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert all("integrity" in package and "resolved" not in package for package in packages.values())
    asked = json.loads((EXCEPTIONS.parent / "package.json").read_text())["devDependencies"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in asked} == asked


def test_ci_lints_the_document_and_walks_with_generated_clients() -> None:
    for script in (ROOT / ".ci" / "run", ROOT / ".github" / "workflows" / "ci.yml"):
        assert {"lint-api", "test-clients"} <= set(script.read_text().split())
