"""What is deployed names no partition of AWS: it serves in GovCloud, the European Sovereign Cloud and others too."""

import re
from collections.abc import Iterator
from pathlib import Path

import botocore.session
import pytest

from infra.deploy.preflight import region_faults
from infra.local.state import PROJECT_ROOT
from infra.rights.demands import demands
from infra.rights.policy_files import rights_in_files

SESSION = botocore.session.get_session()
# Of each partition that botocore knows, one region.
REGIONS = {name: SESSION.get_available_regions("dynamodb", name)[0] for name in SESSION.get_available_partitions()}
# As principals these services have the same name in all partitions.
NAMED = re.compile(r"arn:aws\b|amazonaws\.com|console\.aws|aws\.amazon\.com")
ALLOWED = re.compile(
    r"Principal: \{Service: [a-z]+\.amazonaws\.com\}|\"(?:apigateway|lambda)\.amazonaws\.com\"|https?://docs\.aws\.amazon\.com"
)
# What runs on this machine only, in a region of the partition `aws`, and what Chalice has recorded.
LEFT_OUT = ("infra/local/", "infra/rehearsal/", "infra/bench/", ".chalice/deployed", ".chalice/deployments")
DEPLOYED = ("app.py", "chalicelib", ".chalice", "infra")
TABLE = {"TableName": "smart-account-requests-dev"}


def deployed_files() -> Iterator[Path]:
    for name in DEPLOYED:
        found = PROJECT_ROOT / name
        for file in found.rglob("*") if found.is_dir() else [found]:
            path = str(file.relative_to(PROJECT_ROOT))
            if file.suffix in {".py", ".json", ".yaml"} and not path.startswith(LEFT_OUT):
                yield file


def test_nothing_that_is_deployed_names_a_partition() -> None:
    files = list(deployed_files())
    assert {"stack.yaml", "config.json", "app.py", "policies.py"} <= {file.name for file in files}
    named = [
        f"{file.relative_to(PROJECT_ROOT)}: {line.strip()}"
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if NAMED.search(ALLOWED.sub("", line))
    ]
    assert named == []


@pytest.mark.parametrize("partition", REGIONS)
def test_rights_of_the_functions_hold_in_every_partition(partition: str) -> None:
    rights = rights_in_files("dev")["api_handler"]
    (demand,) = demands("dynamodb", "GetItem", TABLE, REGIONS[partition])
    assert demand.resource.startswith(f"arn:{partition}:dynamodb:")
    assert any(right.allows(demand) for right in rights)


@pytest.mark.parametrize("partition", REGIONS)
def test_partition_without_mails_is_refused_before_anything_is_made(partition: str) -> None:
    faults = region_faults(REGIONS[partition])
    assert bool(faults) is not bool(SESSION.get_available_regions("sesv2", partition))
    assert all("SES" in fault and partition in fault for fault in faults)


def test_partitions_in_which_the_product_runs_are_those_of_the_documents() -> None:
    serving = {name for name, region in REGIONS.items() if not region_faults(region)}
    text = (PROJECT_ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    (stated,) = re.findall(r"\*\*Partitions.\*\* ([^.]+)\.", text)
    assert set(re.findall(r"`(aws[a-z-]*)`", stated)) == serving
