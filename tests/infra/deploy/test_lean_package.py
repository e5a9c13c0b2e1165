"""The package that is deployed holds byte code for the runtime, and of botocore the services in use."""

import gzip
import importlib.util
import json
import marshal
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import botocore
import pytest
from botocore.regions import EndpointResolver

from infra.deploy.lean_package import (
    DATA,
    ENDPOINTS,
    ENDPOINTS_OF,
    SERVICES,
    NotPackaged,
    lean_package,
    trimmed_endpoints,
)
from infra.policies import CALLS

LISTED: Mapping[str, Any] = json.loads((Path(botocore.__file__).parent / "data" / "endpoints.json").read_bytes())
OTHER = ("ec2", "s3", "sts")
# What no function reads.
LEFT_OUT = ("a-1.0.dist-info/RECORD", "chalicelib/locale/fr/LC_MESSAGES/messages.po", "dateutil/zoneinfo/zones.tar.gz")
KEPT = ("a-1.0.dist-info/METADATA", "a-1.0.dist-info/licenses/LICENSE", "chalicelib/locale/fr/LC_MESSAGES/messages.mo")
# What policies call a service: botocore's client, and the name in its list of endpoints.
CLIENTS, NAMES = {"ses": "sesv2"}, {"ses": "email"}
TAG = sys.implementation.cache_tag
SOURCES = {
    "app.py": "def whoever():\n    raise LookupError\n",
    "chalicelib/__init__.py": "",
    "botocore/session.py": "x = 1\n",
}


def packed_by_chalice(directory: Path, services: Sequence[str] = (*SERVICES, *OTHER), name: str = "made.zip") -> Path:
    """Pack sources and some of botocore's data, as Chalice does."""
    archive = directory / name
    with zipfile.ZipFile(archive, "w") as packed:
        for path, text in SOURCES.items():
            packed.writestr(path, text)
        for service in services:
            packed.writestr(f"{DATA}{service}/2020-01-01/service-2.json.gz", gzip.compress(b"{}", mtime=0))
        packed.writestr(ENDPOINTS, json.dumps(LISTED))
        for path in (f"{DATA}_retry.json", *LEFT_OUT, *KEPT):
            packed.writestr(path, "{}")
    return archive


def contents(archive: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.fixture(scope="module")
def lean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return contents(lean_package(packed_by_chalice(tmp_path_factory.mktemp("lean"))))


@pytest.mark.parametrize("source", SOURCES)
def test_each_source_has_byte_code_of_this_python_that_is_never_checked(lean: dict[str, bytes], source: str) -> None:
    folder, _, name = source.rpartition("/")
    path = f"{folder}/__pycache__/{name}".lstrip("/").replace(".py", f".{TAG}.pyc")
    assert lean[path][:4] == importlib.util.MAGIC_NUMBER
    assert int.from_bytes(lean[path][4:8], "little") == 0b01
    assert marshal.loads(lean[path][16:]).co_filename == f"/var/task/{source}"
    assert lean[source].decode() == SOURCES[source]


def test_botocore_has_the_services_in_use_alone(lean: dict[str, bytes]) -> None:
    data = {name.removeprefix(DATA).partition("/")[0] for name in lean if name.startswith(DATA)}
    assert data == {*SERVICES, "endpoints.json", "_retry.json"}


def test_what_no_function_reads_is_left_out(lean: dict[str, bytes]) -> None:
    assert set(LEFT_OUT) & set(lean) == set()
    assert set(KEPT) <= set(lean)


def test_services_in_use_are_those_that_the_functions_call() -> None:
    actions = {action for calls in CALLS.values() for resource in calls.values() for action in resource}
    called = {action.partition(":")[0] for action in actions}
    assert {CLIENTS.get(service, service) for service in called} == set(SERVICES)
    assert {NAMES.get(service, service) for service in called} == set(ENDPOINTS_OF)


@pytest.mark.parametrize("service", ENDPOINTS_OF)
def test_each_region_has_the_same_endpoint_as_before(service: str) -> None:
    whole, trimmed = EndpointResolver(LISTED), EndpointResolver(trimmed_endpoints(LISTED))
    regions = {
        region
        for partition in whole.get_available_partitions()
        for region in whole.get_available_endpoints(service, partition, allow_non_regional=True)
    }
    assert len(regions) > 20
    for region in (*regions, "xx-new-1"):
        assert trimmed.construct_endpoint(service, region) == whole.construct_endpoint(service, region)


def test_same_content_makes_the_same_bytes(tmp_path: Path) -> None:
    archives = [packed_by_chalice(tmp_path, name=name) for name in ("one.zip", "two.zip")]
    one, two = (lean_package(archive).read_bytes() for archive in archives)
    assert one == two
    assert lean_package(lean_package(archives[0])).read_bytes() == one


def test_package_without_a_service_in_use_is_refused(tmp_path: Path) -> None:
    archive = packed_by_chalice(tmp_path, SERVICES[1:])
    with pytest.raises(NotPackaged, match=rf"lacks botocore's data of {SERVICES[0]}: run `make lock`"):
        lean_package(archive)


def test_source_that_cannot_be_compiled_is_refused(tmp_path: Path) -> None:
    archive = packed_by_chalice(tmp_path)
    with zipfile.ZipFile(archive, "a") as packed:
        packed.writestr("chalicelib/broken.py", "def\n")
    with pytest.raises(NotPackaged, match=r"cannot be compiled: .*chalicelib/broken\.py"):
        lean_package(archive)
    assert not archive.with_name("made.lean.zip").exists()
