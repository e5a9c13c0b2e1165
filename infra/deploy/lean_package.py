"""Make the package that is deployed: what Chalice packs, with byte code, of botocore the services in use, and of
dnspython what a look-up needs.

The same content makes the same bytes on any machine, so a release that is deployed again is the same release.
"""

import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from infra.deploy.stages import DeployFailed

# What the functions call; `email` is what SES's endpoints are listed under.
SERVICES = ("dynamodb", "events", "secretsmanager", "sesv2", "sqs")
ENDPOINTS_OF = ("dynamodb", "email", "events", "secretsmanager", "sqs")
# What no function reads: lists of files, translations before they are compiled, time zones for systems without any.
UNREAD = ("*.dist-info/RECORD", "*.po", "dateutil/zoneinfo/*.tar.gz")
# Cryptography loads the compiled `_cffi_backend` alone; these two write such modules.
UNLOADED = ("cffi/", "pycparser/")
DATA = "botocore/data/"
ENDPOINTS = f"{DATA}endpoints.json"
# What a look-up of dnspython never loads: its own resolver, zones, DNSSEC, and other ways to wait and to ask.
UNUSED_OF_DNS = tuple(
    f"dns/{part}"
    for part in (
        *("_asyncio_backend.", "_ddr.", "_trio_backend.", "asyncquery.", "asyncresolver.", "btree", "dnssec."),
        *("dnssecalgs/", "e164.", "nameserver.", "quic/_async", "quic/_common", "quic/_sync", "quic/_trio"),
        *("resolver.", "versioned.", "win32util.", "zone.", "zonefile."),
    )
)
# Where Lambda unpacks the code: tracebacks name it.
ROOT = "/var/task"
_LEAN = ".lean.zip"
# The earliest that an archive can hold.
_TIME = (1980, 1, 1, 0, 0, 0)
_MODE = 0o644 << 16


class NotPackaged(DeployFailed):
    """The package cannot be made; the message says why."""


def lean_package(archive: Path) -> Path:
    """Write the package beside what Chalice has packed, and return its path. Raises `NotPackaged`."""
    if archive.name.endswith(_LEAN):
        return archive
    lean = archive.with_name(f"{archive.stem}{_LEAN}")
    with tempfile.TemporaryDirectory() as directory:
        code = Path(directory)
        with zipfile.ZipFile(archive) as packed:
            kept = [name for name in packed.namelist() if _is_needed(name)]
            packed.extractall(code, kept)
        _trim_endpoints(code)
        _compile(code)
        _write(code, lean)
    return lean


def _is_needed(name: str) -> bool:
    """Whether a function reads the file, and it is of no service of AWS that none calls."""
    if name.startswith((*UNUSED_OF_DNS, *UNLOADED)) or any(fnmatchcase(name, pattern) for pattern in UNREAD):
        return False
    service, _, below = name.removeprefix(DATA).partition("/")
    return not name.startswith(DATA) or not below or service in SERVICES


def _trim_endpoints(code: Path) -> None:
    """Check that botocore has the services, and leave their endpoints alone in its list of 1.2 MB."""
    missing = [service for service in SERVICES if not (code / DATA / service).is_dir()]
    if missing:
        raise NotPackaged(
            f"The package lacks botocore's data of {', '.join(missing)}: run `make lock`, then deploy again"
        )
    file = code / ENDPOINTS
    trimmed = trimmed_endpoints(json.loads(file.read_bytes()))
    file.write_text(json.dumps(trimmed, separators=(",", ":")), encoding="utf-8")


def trimmed_endpoints(listed: Mapping[str, Any]) -> dict[str, Any]:
    """Return botocore's list of endpoints with the services in use."""
    partitions = [
        {
            **partition,
            "services": {name: partition["services"][name] for name in ENDPOINTS_OF if name in partition["services"]},
        }
        for partition in listed["partitions"]
    ]
    return {**listed, "partitions": partitions}


def _compile(code: Path) -> None:
    """Compile for this interpreter, which is the functions' too: Chalice names the runtime after it.

    Byte code whose source is never checked spares Lambda the look at it, and holds no time of a file.
    """
    command = [sys.executable, "-m", "compileall", "-q", "-s", str(code), "-p", ROOT]
    mode = ["--invalidation-mode", "unchecked-hash", str(code)]
    done = subprocess.run([*command, *mode], check=False, capture_output=True, text=True)
    if done.returncode:
        raise NotPackaged(f"The package cannot be compiled: {done.stdout.strip()}")


def _write(code: Path, lean: Path) -> None:
    draft = lean.with_suffix(".new")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in _files(code):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.external_attr, entry.compress_type = _MODE, zipfile.ZIP_DEFLATED
            packed.writestr(entry, content, compresslevel=9)
    draft.replace(lean)


def _files(code: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(code.rglob("*")):
        if file.is_file():
            yield file.relative_to(code).as_posix(), file.read_bytes()
