"""A signed-in person as the rules see them, independent of how they signed in."""

from chalicelib.domain.identity.actors import Role
from chalicelib.domain.identity.display_name import stored_name
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.value_classes import value_class

# The reviewers' group inside the product, and the default of REVIEWERS_GROUP (docs/design.md "Roles").
REVIEWERS = "reviewers"


@value_class
class Person:
    """A person who signed in with an address that their identity provider has verified.

    `person_id` is opaque, URL-safe and the same at every sign-in; the `email` of a person may change.
    `language` is empty if the provider names no supported one; the language of the HTTP request is used then.
    `groups` is `REVIEWERS` or nothing; sessions of earlier releases may have other names. `acts_for` is the account
    of a program: to the rules a program is somebody who acts for that account alone. It is empty for people.
    """

    person_id: str
    email: MailAddress
    name: str
    language: str
    groups: frozenset[str]
    acts_for: str = ""

    @property
    def is_reviewer(self) -> bool:
        """Whether the person is in the reviewers' group."""
        return REVIEWERS in self.groups


@value_class
class Requester:
    """The person who made a request, as known at that time. `acts_for` is the account whose program made it, if any."""

    person_id: str
    email: str
    name: str
    language: str
    acts_for: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", stored_name(self.name, self.email))

    @property
    def role(self) -> Role:
        """Who they are in the audit trail."""
        return Role.PROGRAM if self.acts_for else Role.REQUESTER

    @property
    def limited_id(self) -> str:
        """Whose limits count: a person's own, or those that all programs of an account share."""
        return f"programs#{self.acts_for}" if self.acts_for else self.person_id

    @property
    def name_or_email(self) -> str:
        """The name, or the address of somebody without one: what lists are sorted by."""
        return self.name or self.email


def requester_of(person: Person) -> Requester:
    """Return the person as a requester."""
    return Requester(person.person_id, str(person.email), person.name, person.language, person.acts_for)
