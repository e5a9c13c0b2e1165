"""Demo people of the sign-in provider. Their roles are defined in the demo directory."""

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
        """Return the claims of the ID token; the subject is the mail address, which makes rows readable."""
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
    """Return the descriptions of the people by mail address, for the sign-in page."""
    return {person.email: person.part for person in PEOPLE}
