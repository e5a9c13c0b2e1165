"""The demo people the sign-in provider knows. What they may do is decided by the demo directory, not here."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    part: str
    locale: str = "en"
    email_verified: bool = True
    groups: tuple[str, ...] = ()

    def claims(self) -> dict[str, object]:
        """As in an ID token; the subject is the address, so that people can be told apart in the tables."""
        return {
            "email": self.email,
            "email_verified": self.email_verified,
            "name": self.name,
            "locale": self.locale,
            "groups": list(self.groups),
        }


PARTNER = Person("partner@reseller.example", "Paula Partner", "partner: searches and requests Smart Accounts")
COLLEAGUE = Person("colleague@reseller.example", "Colin Colleague", "works with the partner", locale="fr")
NOBODY = Person("nobody@elsewhere.example", "Nobody Known", "has no role, so may not enter")
ADMINISTRATOR = Person("admin@acme.example", "Ada Administrator", 'administrator of the account "Acme"')
APPROVER = Person("approver@hooli.example", "Chris Contact", "customer contact, to be asked for approval", "fr")
REVIEWER = Person("reviewer@vendor.example", "Rita Reviewer", "reviewer at the vendor", groups=("reviewers",))
UNVERIFIED = Person("unverified@acme.example", "Una Unverified", "her address is not verified", email_verified=False)

PEOPLE = (PARTNER, COLLEAGUE, NOBODY, ADMINISTRATOR, APPROVER, REVIEWER, UNVERIFIED)


def parts() -> Mapping[str, str]:
    """Address to what the person is there for, as the sign-in page and `make run` show it."""
    return {person.email: person.part for person in PEOPLE}
