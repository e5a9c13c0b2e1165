"""Every table keyed by an enumeration has a row for each member, or is named here with what it lacks and why."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import ModuleType
from typing import Any

import pytest

import app
import chalicelib
import infra
from chalicelib.domain.digests import DIGESTS
from chalicelib.domain.errors import Problem
from chalicelib.domain.events import EventKind
from chalicelib.domain.mails import MailKind, MailStatus
from chalicelib.domain.requests.delivery import STANDINGS
from chalicelib.domain.requests.request import ReasonCode
from chalicelib.services.accounts.importing import Imported
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.web.api.pointers import FIELDS as ABOUT_FIELDS
from chalicelib.web.api.pointers import PARAMETERS
from chalicelib.web.requests.serializers import DELIVERY
from chalicelib.web.schemas.problems import FACTS
from infra.local.aws.fault_injection import SesFault

PACKAGES = (chalicelib, infra)


@dataclass
class Table:
    """A mapping that is keyed by members of one enumeration, under every name by which a module knows it."""

    rows: Mapping[Enum, Any]
    names: set[str] = field(default_factory=set)

    @property
    def missing(self) -> set[Enum]:
        """The members without a row."""
        return set(type(next(iter(self.rows)))) - set(self.rows)


def every_module() -> Iterator[ModuleType]:
    yield app
    for package in PACKAGES:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


def is_table(value: object) -> bool:
    """Keyed by members of one enumeration of the project's own; those of libraries grow without us."""
    if not isinstance(value, Mapping) or not value:
        return False
    kinds = {type(key) for key in value}
    kind = kinds.pop()
    return not kinds and issubclass(kind, Enum) and kind.__module__.split(".")[0] in {"chalicelib", "infra"}


def mappings(name: str, value: object) -> Iterator[tuple[str, Mapping[Any, Any]]]:
    """The value and the mappings in it."""
    if isinstance(value, Mapping):
        yield name, value
        for key, row in value.items():
            yield from mappings(f"{name}[{getattr(key, 'name', getattr(key, '__name__', key))}]", row)


def globals_of(module: ModuleType) -> Iterator[tuple[str, object]]:
    for name, value in vars(module).items():
        if not name.startswith("__"):
            yield f"{module.__name__}.{name}", value
        if isinstance(value, type) and value.__module__ == module.__name__:
            yield from ((f"{module.__name__}.{name}.{inner}", one) for inner, one in vars(value).items())


def tables_in(modules: Iterator[ModuleType]) -> list[Table]:
    found: dict[int, Table] = {}
    for module in modules:
        for start, value in globals_of(module):
            for name, mapping in mappings(start, value):
                if is_table(mapping):
                    found.setdefault(id(mapping), Table(mapping)).names.add(name)
    return list(found.values())


TABLES = tables_in(every_module())


def but(*present: Enum) -> set[Enum]:
    """All members but these."""
    return set(type(present[0])) - set(present)


# What is looked up with `get`, or never asked for the members that are missing.
PARTIAL: Mapping[str, tuple[set[Enum], str]] = {
    "chalicelib.adapters.telemetry.UNITS": (but(Metric.OUTBOX_AGE, Metric.WEBHOOK_AGE), "the others are counts"),
    "chalicelib.domain.digests.DIGESTS": (set[Enum](MailKind) - DIGESTS.keys(), "the others are about one thing each"),
    "chalicelib.services.unit_of_work.commit.COUNTED_AS": (
        but(EventKind.SUBMITTED, EventKind.APPROVED, EventKind.DECLINED),
        "no metric counts the others",
    ),
    "chalicelib.services.unit_of_work.commit.MAILS_COUNTED_AS": (
        but(MailStatus.DEAD, MailStatus.BOUNCED, MailStatus.COMPLAINED),
        "no metric counts the others",
    ),
    "chalicelib.adapters.oidc.authorization_code.BREAKDOWNS": (
        but(Problem.UNAUTHENTICATED, Problem.BUSY),
        "the others are of one person",
    ),
    "chalicelib.web.requests.pages.FIELDS": (
        but(Problem.REASON_REQUIRED, Problem.REASSIGN_OUTSIDE_DOMAIN, Problem.REQUESTER_CANNOT_APPROVE),
        "the others are about no field of these forms, and stand above the form",
    ),
    "chalicelib.web.approvals.closed_links.FIELDS": (
        but(
            Problem.AUTHORITY_NOT_CONFIRMED,
            Problem.CONFIRM_OUTSIDE_DOMAIN,
            Problem.FORWARD_LIMIT,
            Problem.FORWARD_LOOP,
            Problem.FORWARD_TO_REQUESTER,
            Problem.FORWARD_TO_SELF,
        ),
        "the others are about no field of these forms, and stand above the form",
    ),
    "chalicelib.web.api.pointers.FIELDS": (
        set[Enum](Problem) - ABOUT_FIELDS.keys(),
        "the others name their fields themselves, or are about no field of a body",
    ),
    "chalicelib.web.api.pointers.PARAMETERS": (
        set[Enum](Problem) - PARAMETERS.keys(),
        "the others name their parameter themselves, or are about none",
    ),
    "chalicelib.web.schemas.problems.FACTS": (set[Enum](Problem) - FACTS.keys(), "the others tell no facts"),
    "chalicelib.web.requests.serializers.DELIVERY": (
        {MailStatus.EXPANDED, MailStatus.OBSOLETE},
        "such a row is no message, so `link_mail` never finds it",
    ),
    "infra.import_directory.reasons.NOT_IMPORTED": (
        {Imported.CREATED, Imported.CHANGED, Imported.UNCHANGED, Imported.BUSY},
        "those went in, or are tried again",
    ),
    "infra.local.aws.fault_injection._ERRORS": ({SesFault.NONE}, "mails are taken"),
}


def unexplained(table: Table) -> set[Enum]:
    """What the table lacks without being named for it."""
    explained = next((PARTIAL[name][0] for name in table.names if name in PARTIAL), set())
    return table.missing ^ explained


@pytest.mark.parametrize("table", TABLES, ids=lambda table: min(table.names))
def test_every_table_keyed_by_an_enum_is_total(table: Table) -> None:
    assert unexplained(table) == set()


def test_every_partial_table_is_still_there_and_says_why() -> None:
    names = {name for table in TABLES for name in table.names}
    assert PARTIAL.keys() <= names
    assert all(why for _, why in PARTIAL.values())


def test_a_row_that_is_missing_is_noticed_wherever_it_stands() -> None:
    module = ModuleType("chalicelib.rendering.toy")
    lacking = {code: code.value for code in ReasonCode if code is not ReasonCode.OTHER}
    vars(module).update(PLAIN=lacking, NESTED={ReasonCode: dict(lacking)}, Row=type("Row", (), {"OWN": dict(lacking)}))
    vars(module)["Row"].__module__ = module.__name__
    found = tables_in(iter([module]))
    assert {min(table.names).removeprefix("chalicelib.rendering.toy.") for table in found} == {
        "PLAIN",
        "NESTED[ReasonCode]",
        "Row.OWN",
    }
    assert [unexplained(table) for table in found] == [{ReasonCode.OTHER}] * 3


def test_delivery_is_said_of_every_mail_that_is_a_message() -> None:
    assert set(DELIVERY) == {status for status in MailStatus if STANDINGS[status].is_message}
