"""A person who has signed in, as far as the rules need to know them; how they signed in is not known here."""

from dataclasses import dataclass

from chalicelib.domain.identity.display_name import kept_name
from chalicelib.domain.identity.mail_address import MailAddress

# The reviewers' group, whatever the provider calls it; the default of REVIEWERS_GROUP (docs/design.md "Roles").
REVIEWERS = "reviewers"


@dataclass(frozen=True)
class Person:
    """Whoever signed in with an address that their provider has verified.

    `person_id` is opaque, URL-safe and the same at every sign-in; `email` may change under it.
    `language` is empty where their provider names none that the product speaks, until a call of theirs does.
    `groups` are the provider's own names, empty when it says none. `REVIEWERS` stands for the group that the
    settings name, and for no other.
    """

    person_id: str
    email: MailAddress
    name: str
    language: str
    groups: frozenset[str]

    @property
    def is_reviewer(self) -> bool:
        """Whether the provider counts them among the vendor's reviewers."""
        return REVIEWERS in self.groups


@dataclass(frozen=True)
class Requester:
    """The partner who asks, as known when the request was made."""

    person_id: str
    email: str
    name: str
    language: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", kept_name(self.name, self.email))


def requester_of(person: Person) -> Requester:
    """The person in the role of requester."""
    return Requester(person.person_id, str(person.email), person.name, person.language)
