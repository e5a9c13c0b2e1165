"""The organisations that a directory of the benchmark starts from: a file's, or made up from a word list.

Refuses to know which of them the product would accept.
"""

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


# Who is searched for by name; first in every directory, so that it is there at every size.
SOUGHT = Organisation("University of California, Berkeley", "berkeley.example")

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
    """In an order of chance that is the same every time, with whom the benchmark seeks in front."""
    listed = (
        _made_up() if file is None else [_read(row) for _, row in rows_of_file(file) if not isinstance(row, Unreadable)]
    )
    random.Random(SEED).shuffle(listed)  # noqa: S311 - the same order every time is what it is for
    sought = fold(SOUGHT.name)
    return sorted(listed, key=lambda one: fold(one.name) != sought)


def _made_up() -> list[Organisation]:
    campuses = [Organisation(f"University of California, {one}", f"{fold(one)}.example") for one in _CAMPUSES]
    return [SOUGHT, *campuses, *(_organisation(*pair) for pair in product(_KINDS, _places()))]


def _places() -> list[str]:
    return Path(__file__).with_name("places.txt").read_text(encoding="utf-8").splitlines()


def _organisation(kind: Sequence[str], place: str) -> Organisation:
    name, domain = kind
    return Organisation(name.format(place), domain.format(fold(place).replace(" ", "-")))


def _read(row: Any) -> Organisation:
    domains = row.get("domains") or ""
    listed = domains if isinstance(domains, list) else str(domains).split(";")
    return Organisation(str(row.get("account_name") or row.get("name") or ""), str(listed[0]).strip())
