"""Interface between the local stack and the app, which is imported late; tests replace it with a toy app."""

import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from infra.local.state import PROJECT_ROOT


class Clock(Protocol):
    """The app's clock."""

    def now(self) -> datetime: ...


@dataclass(frozen=True)
class Product:
    """The app's functions that the local stack calls, in this order, in the environment of the run."""

    start: Callable[[Clock], object]
    create_tables: Callable[[], object]
    load_demo: Callable[[Clock], object]
    module: Callable[[], Any]


def _start(clock: Clock) -> None:
    _import("chalicelib.bootstrap").start(clock=clock)


def _create_tables() -> None:
    _import("infra.create_table").create_tables()


def _load_demo(clock: Clock) -> None:
    _import("infra.local.demo_directory").load(clock)


def _module() -> Any:
    return _import("app")


def _import(name: str) -> Any:
    if str(PROJECT_ROOT) not in sys.path:
        sys.path.insert(0, str(PROJECT_ROOT))
    return importlib.import_module(name)


PRODUCT = Product(_start, _create_tables, _load_demo, _module)
