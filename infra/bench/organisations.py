"""The organisations from which the benchmark generates directories: from a file, or invented from a word list."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from chalicelib.domain.folding import fold
from infra.import_directory.files import Unreadable, rows_of_file

SEED = 20


@dataclass(frozen=True)
class Organisation:
    """A name and the domain that its Smart Account would have."""

    name: str
    domain: str


# The account that the queries search for; it is in front, so that directories of every size contain it.
SEARCHED = Organisation("University of California, Berkeley", "berkeley.example")

_KINDS = (
    ("University of {}", "u-{}.example"),
    ("{} University", "{}-university.example"),
    ("{} State University", "{}state.example"),
    ("{} College", "{}.example"),
    ("{} Community College", "{}cc.example"),
    ("{} Institute of Technology", "{}tech.example"),
    ("{} University of Applied Sciences", "{}-applied.example"),
    ("{} School of Medicine and Health Sciences", "med-{}.example"),
    ("College of Nursing, {}", "nursing-{}.example"),
    ("National Academy of Music {}", "music-{}.example"),
    ("Universidad de {}", "uni{}.example"),
    ("Universidad Nacional Autónoma de {}", "una-{}.example"),
    ("Universidade Federal de {}", "uf{}.example"),
    ("Instituto Tecnológico de {}", "it{}.example"),
    ("Université de {}", "univ-{}.example"),
    ("École Nationale Supérieure de {}", "ens-{}.example"),
    ("Universität {}", "uni-{}.example"),
    ("Hochschule für Technik {}", "hs-{}.example"),
    ("Universitas {}", "universitas-{}.example"),
    ("Università degli Studi di {}", "unistudi-{}.example"),
    ("Uniwersytet {}", "uw-{}.example"),
    ("The Royal Hospital of {}", "hospital-{}.example"),
    ("{} & Sons Shipping", "{}-shipping.example"),
    ("City of {}", "city-{}.example"),
)
_CAMPUSES = ["Davis", "Irvine", "Merced", "Riverside"]


def organisations(file: Path | None) -> list[Organisation]:
    """Return the organisations in a reproducible random order, with the one that is searched for in front."""
    listed = (
        _made_up() if file is None else [_read(row) for _, row in rows_of_file(file) if not isinstance(row, Unreadable)]
    )
    random.Random(SEED).shuffle(listed)  # noqa: S311 - a reproducible order
    searched_name = fold(SEARCHED.name)
    return sorted(listed, key=lambda organisation: fold(organisation.name) != searched_name)


def _made_up() -> list[Organisation]:
    campuses = [Organisation(f"University of California, {town}", f"{fold(town)}.example") for town in _CAMPUSES]
    return [SEARCHED, *campuses, *(_organisation(*pair) for pair in product(_KINDS, _places()))]


def _places() -> list[str]:
    return Path(__file__).with_name("places.txt").read_text(encoding="utf-8").splitlines()


def _organisation(kind: Sequence[str], place: str) -> Organisation:
    name, domain = kind
    return Organisation(name.format(place), domain.format(fold(place).replace(" ", "-")))


def _read(row: Any) -> Organisation:
    domains = row.get("domains") or ""
    listed = domains if isinstance(domains, list) else str(domains).split(";")
    return Organisation(str(row.get("account_name") or row.get("name") or ""), str(listed[0]).strip())
