"""Time of a cold start as deployed, and processor time of a warm call, compared with a minimal app."""

import importlib
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from infra.bench.events import get
from infra.bench.meter import Meter
from infra.local.aws import services
from infra.local.environment import applied
from infra.local.gateway.serving import Serving, listen, url_of
from infra.local.state import PROJECT_ROOT
from infra.rehearsal.package import MEGABYTE, made_lean, packaged

ROUNDS = 11
WARM_CALLS = 400
FLOOR = "infra.bench.floor"
STAGE = "dev"
SECRETS = ("LINK_KEYS", "AUDIT_KEYS")


@dataclass(frozen=True)
class Compared:
    """Milliseconds of the product and the minimal app, and how many times the minimal app's the product's may be."""

    what: str
    product: float
    floor: float
    most: float | None = None

    @property
    def ratio(self) -> float:
        return self.product / self.floor


# What is measured, the path that is asked for, and how many times the minimal app's time it may take.
STARTS = (
    ("import `app`, serve GET /healthz", "/healthz", 1.5),
    ("the same, secrets and a first read, GET /readyz", "/readyz", 1.7),
)


def cold_starts() -> tuple[Sequence[Compared], float]:
    """Measure cold starts and the package, in MB.

    The product runs from the package that is deployed, the minimal app from the same, byte code and botocore included.
    They run in fresh interpreters, in turns, so that other load affects all cases alike; the shortest time of each
    counts, since other load only adds.
    """
    with tempfile.TemporaryDirectory() as directory, _secrets() as environment:
        code, size = _unpacked(Path(directory))
        return _compared(code, environment), size


def _compared(code: Path, environment: Mapping[str, str]) -> Sequence[Compared]:
    cases = [(module, path) for _, path, _ in STARTS for module in ("app", FLOOR)]
    took: dict[tuple[str, str], list[float]] = {case: [] for case in cases}
    for _ in range(ROUNDS):
        for case in cases:
            took[case].append(1000 * _cold_start(code, environment, *case))
    return [Compared(what, min(took["app", path]), min(took[FLOOR, path]), most) for what, path, most in STARTS]


@contextmanager
def _secrets() -> Iterator[dict[str, str]]:
    """Yield the environment of a stage whose keys are in an emulated Secrets Manager."""
    with listen(0) as socket, Serving(socket, services.aws_endpoint()):
        endpoint = {"AWS_ENDPOINT_URL_SECRETS_MANAGER": url_of(socket)}
        with applied({**os.environ, **endpoint}):
            manager = services.client("secretsmanager")
            for name in SECRETS:
                manager.create_secret(Name=name, SecretString=os.environ[name])
        yield {**os.environ, **endpoint, "STAGE": STAGE, **{name: f"secret:{name}" for name in SECRETS}}


def warm_calls(meter: Meter, token: str) -> list[Compared]:
    """Measure the processor time of a call outside the SDK, compared with a bare Chalice route."""
    app, bare = (importlib.import_module(module).app for module in ("app", FLOOR))
    floor = _warm(meter, bare, get("/healthz"))
    events = {
        "JSON: GET /v1/approvals/{token}": get("/v1/approvals/{token}", {"token": token}),
        "JSON: the same, token rejected": get("/v1/approvals/{token}", {"token": "made-up"}),
    }
    return [Compared(what, _warm(meter, app, event), floor) for what, event in events.items()]


def _unpacked(directory: Path) -> tuple[Path, float]:
    """Package and unpack the product, put the minimal app beside it, and return the size of the package in MB."""
    archive, code = made_lean(packaged(STAGE, directory / "built")).archive, directory / "code"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(code)
    floor = code / f"{FLOOR.rpartition('.')[2]}.py"
    floor.write_bytes((PROJECT_ROOT / FLOOR.replace(".", "/")).with_suffix(".py").read_bytes())
    command = ["-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", str(floor)]
    subprocess.run([sys.executable, *command], check=True)
    return code, archive.stat().st_size / MEGABYTE


def _cold_start(code: Path, environment: Mapping[str, str], module: str, path: str) -> float:
    # Without site-packages; the project's path is only there for `infra.bench`.
    command = [sys.executable, "-S", "-m", "infra.bench.first_page", module.rpartition(".")[2], path]
    found = {**environment, "PYTHONPATH": str(PROJECT_ROOT)}
    return float(subprocess.run(command, cwd=code, env=found, capture_output=True, check=True).stdout)


def _warm(meter: Meter, app: Any, event: Mapping[str, Any]) -> float:
    took = []
    for _ in range(WARM_CALLS):
        with meter.counting() as spent:
            started = time.process_time()
            app(event, None)
            took.append(time.process_time() - started - spent.cpu)
    return 1000 * median(took)
