"""How long a cold start takes and how much of the processor a warm call, held against the least there can be."""

import importlib
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from infra.bench.events import get
from infra.bench.meter import Meter
from infra.local.state import PROJECT_ROOT

ROUNDS = 11
WARM_CALLS = 400
FLOOR = "infra.bench.floor"


@dataclass(frozen=True)
class Compared:
    """Medians in milliseconds, of the product and of the floor."""

    what: str
    product: float
    floor: float

    @property
    def ratio(self) -> float:
        return self.product / self.floor


def cold_starts() -> list[Compared]:
    """Fresh interpreters in turns, so that whatever slows the machine slows all of them."""
    pages = {"import `app`, serve GET /healthz": "/healthz", "the same and a first read, GET /readyz": "/readyz"}
    cases = [(module, path) for path in pages.values() for module in ("app", FLOOR)]
    took: dict[tuple[str, str], list[float]] = {case: [] for case in cases}
    for _ in range(ROUNDS):
        for case in cases:
            took[case].append(_cold_start(*case))
    return [
        Compared(what, 1000 * median(took["app", path]), 1000 * median(took[FLOOR, path]))
        for what, path in pages.items()
    ]


def warm_calls(meter: Meter, token: str) -> list[Compared]:
    """The processor time of a call without what passes inside the SDK, against a bare Chalice route."""
    app, bare = (importlib.import_module(module).app for module in ("app", FLOOR))
    floor = _warm(meter, bare, get("/healthz"))
    events = {
        "JSON: GET /v1/approvals/{token}": get("/v1/approvals/{token}", {"token": token}),
        "JSON: the same, token rejected": get("/v1/approvals/{token}", {"token": "made-up"}),
    }
    return [Compared(what, _warm(meter, app, event), floor) for what, event in events.items()]


def _cold_start(module: str, path: str) -> float:
    command = [sys.executable, "-m", "infra.bench.first_page", module, path]
    return float(subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, check=True).stdout)


def _warm(meter: Meter, app: Any, event: Mapping[str, Any]) -> float:
    took = []
    for _ in range(WARM_CALLS):
        with meter.counting() as spent:
            started = time.process_time()
            app(event, None)
            took.append(time.process_time() - started - spent.cpu)
    return 1000 * median(took)
