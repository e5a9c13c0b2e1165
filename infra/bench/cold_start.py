"""Time of a cold start and processor time of a warm call, compared with a minimal app."""

import importlib
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from infra.bench.events import get
from infra.bench.meter import Meter
from infra.local.state import PROJECT_ROOT
from infra.rehearsal.package import packaged

ROUNDS = 11
WARM_CALLS = 400
FLOOR = "infra.bench.floor"
STAGE = "dev"


@dataclass(frozen=True)
class Compared:
    """Medians in milliseconds of the product and the minimal app."""

    what: str
    product: float
    floor: float

    @property
    def ratio(self) -> float:
        return self.product / self.floor


def cold_starts() -> list[Compared]:
    """Measure cold starts in fresh interpreters, in turns, so that other load affects all cases alike.

    They can import only what is in the package, as the functions do.
    """
    with tempfile.TemporaryDirectory() as directory:
        code = _unpacked(Path(directory))
        return _compared(code)


def _compared(code: Path) -> list[Compared]:
    pages = {"import `app`, serve GET /healthz": "/healthz", "the same and a first read, GET /readyz": "/readyz"}
    cases = [(module, path) for path in pages.values() for module in ("app", FLOOR)]
    took: dict[tuple[str, str], list[float]] = {case: [] for case in cases}
    for _ in range(ROUNDS):
        for case in cases:
            took[case].append(_cold_start(code, *case))
    return [
        Compared(what, 1000 * median(took["app", path]), 1000 * median(took[FLOOR, path]))
        for what, path in pages.items()
    ]


def warm_calls(meter: Meter, token: str) -> list[Compared]:
    """Measure the processor time of a call outside the SDK, compared with a bare Chalice route."""
    app, bare = (importlib.import_module(module).app for module in ("app", FLOOR))
    floor = _warm(meter, bare, get("/healthz"))
    events = {
        "JSON: GET /v1/approvals/{token}": get("/v1/approvals/{token}", {"token": token}),
        "JSON: the same, token rejected": get("/v1/approvals/{token}", {"token": "made-up"}),
    }
    return [Compared(what, _warm(meter, app, event), floor) for what, event in events.items()]


def _unpacked(directory: Path) -> Path:
    built = packaged(STAGE, directory / "built")
    with zipfile.ZipFile(built.archive) as archive:
        archive.extractall(directory / "code")
    return directory / "code"


def _cold_start(code: Path, module: str, path: str) -> float:
    # Without site-packages; the project's path is only there for `infra.bench`.
    command = [sys.executable, "-S", "-m", "infra.bench.first_page", module, path]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT)}
    return float(subprocess.run(command, cwd=code, env=environment, capture_output=True, check=True).stdout)


def _warm(meter: Meter, app: Any, event: Mapping[str, Any]) -> float:
    took = []
    for _ in range(WARM_CALLS):
        with meter.counting() as spent:
            started = time.process_time()
            app(event, None)
            took.append(time.process_time() - started - spent.cpu)
    return 1000 * median(took)
