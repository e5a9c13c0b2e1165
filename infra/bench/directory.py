"""Grows a directory of any size from some organisations, the same every time; a smaller one begins a larger one.

Beyond the organisations themselves it makes up what large directories are full of: faculties under the
organisation's domain, campuses in other towns under domains of their own.
"""

import random
from collections.abc import Iterator, Sequence
from itertools import chain, product

from chalicelib.domain.accounts.account import Visibility
from chalicelib.domain.accounts.importing import ImportRow, read_row
from chalicelib.domain.errors import Refused
from chalicelib.domain.identity.domain_identifier import DomainRules
from infra.bench.organisations import SEED, Organisation

# Restricted, and like no other name: nobody may see from outside that a near miss of it is one.
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
    """Rows that the product accepts, with distinct identifiers; the hidden account first, who is sought next."""
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
    """First each organisation with a faculty or in a town, then, in a very large directory, with both."""
    kinds = [*product(_FACULTIES, [""]), *product([""], _TOWNS)]
    random.Random(SEED).shuffle(kinds)  # noqa: S311 - the same order every time is what it is for
    for faculty, town in chain(kinds, product(_FACULTIES, _TOWNS)):
        yield from (_variation(one, faculty, town) for one in organisations)


def _variation(organisation: Organisation, faculty: str, town: str) -> Organisation:
    name, domain = organisation.name, organisation.domain
    if town:
        name, domain = f"{name}, {town}", f"{domain.partition('.')[0]}-{town.lower()}.example"
    if faculty:
        title, _, label = faculty.partition("/")
        name, domain = f"{name}, {title}", f"{label}.{domain}"
    return Organisation(name, domain)
