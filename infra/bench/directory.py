"""Generate a directory of any size from some organisations, deterministically; a smaller one is a prefix of a larger.

Beyond the organisations themselves, it invents faculties under the organisation's domain and campuses in other
towns with domains of their own, as large directories have them.
"""

import random
from collections.abc import Iterator, Sequence
from itertools import chain, product

from chalicelib.domain.accounts.account import Visibility
from chalicelib.domain.accounts.importing import ImportRow, read_row
from chalicelib.domain.errors import Refused
from chalicelib.domain.identity.domain_identifier import DomainRules
from infra.bench.organisations import SEED, Organisation

# Restricted, with a name unlike all others: a near miss must not reveal that it exists.
HIDDEN = Organisation("Quixotic Holdings", "quixotic.example")
RESTRICTED_ONE_IN = 25

_FACULTIES = (
    "School of Law/law",
    "Faculty of Arts/arts",
    "School of Medicine/medicine",
    "Faculty of Science/science",
    "School of Engineering/engineering",
    "Faculty of Education/education",
    "Graduate School of Business/business",
    "Department of Physics/physics",
    "University Library/library",
    "Computing Centre/computing",
)
_TOWNS = [
    "Ashford",
    "Bexley",
    "Clifton",
    "Dover",
    "Easton",
    "Fairview",
    "Georgetown",
    "Hudson",
    "Ironwood",
    "Jackson",
    "Kingston",
    "Lakewood",
    "Milton",
    "Newport",
    "Oakland",
    "Preston",
    "Quincy",
    "Riverton",
    "Salem",
    "Trenton",
    "Union",
    "Vernon",
    "Weston",
    "Yarrow",
    "Zeeland",
]


def grow(organisations: Sequence[Organisation], rules: DomainRules) -> Iterator[ImportRow]:
    """Yield valid rows with distinct identifiers: the hidden account, the one that queries search for, the others."""
    seen: set[str] = set()
    for number, organisation in enumerate(chain([HIDDEN], organisations, _variations(organisations))):
        row = _accepted(organisation, _visibility(number), rules)
        if row is not None and row.identifier.value not in seen:
            seen.add(row.identifier.value)
            yield row


def _visibility(number: int) -> Visibility:
    is_restricted = number == 0 or number % RESTRICTED_ONE_IN == RESTRICTED_ONE_IN - 1
    return Visibility.RESTRICTED if is_restricted else Visibility.UNRESTRICTED


def _accepted(organisation: Organisation, visibility: Visibility, rules: DomainRules) -> ImportRow | None:
    domain = organisation.domain
    try:
        return read_row(organisation.name, [domain], visibility, [f"administrator@{domain}"], rules)
    except Refused:
        return None


def _variations(organisations: Sequence[Organisation]) -> Iterator[Organisation]:
    """Yield each organisation with a faculty or a town, then, for very large directories, with both."""
    kinds = [*product(_FACULTIES, [""]), *product([""], _TOWNS)]
    random.Random(SEED).shuffle(kinds)  # noqa: S311 - a reproducible order
    for faculty, town in chain(kinds, product(_FACULTIES, _TOWNS)):
        yield from (_variation(organisation, faculty, town) for organisation in organisations)


def _variation(organisation: Organisation, faculty: str, town: str) -> Organisation:
    name, domain = organisation.name, organisation.domain
    if town:
        name, domain = f"{name}, {town}", f"{domain.partition('.')[0]}-{town.lower()}.example"
    if faculty:
        title, _, label = faculty.partition("/")
        name, domain = f"{name}, {title}", f"{label}.{domain}"
    return Organisation(name, domain)
