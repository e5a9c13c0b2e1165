"""One call of the API: who calls, in which language, with what; and the guard that stands before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from urllib.parse import unquote

from chalice.app import Request

from chalicelib.bootstrap import Container
from chalicelib.domain.accounts.account import Grant
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person
from chalicelib.rendering.languages import choose
from chalicelib.services.access.claim_grants import claim_roles
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.unreadable import collect_unreadable

BEARER = "bearer "


class Guard(StrEnum):
    """Who may pass. Every route names one, and a house test lists them all."""

    PUBLIC = "public"
    ROLE = "role"
    REVIEWER = "reviewer"
    ROLE_OR_REVIEWER = "role_or_reviewer"


def with_language(person: Person, language: str) -> Person:
    """The person, speaking the language of their call where their provider names none."""
    return person if person.language else replace(person, language=language)


@dataclass(frozen=True)
class RequestContext:
    """What a handler is given. The person and their grants are asked for once, when first needed."""

    request: Request
    container: Container
    request_id: str
    # The query parameters that are known here, and those of them that say what a list is of.
    known: Sequence[str] = ()
    filters: Sequence[str] = ()

    @cached_property
    def language(self) -> str:
        """The language of titles and details."""
        return choose(self.request.headers.get("accept-language"))

    @cached_property
    def person(self) -> Person:
        """Whose token this is. Raises `unauthenticated` or `email-not-verified`."""
        header = str(self.request.headers.get("authorization", ""))
        if not header.lower().startswith(BEARER):
            raise Refused(Problem.UNAUTHENTICATED)
        return with_language(self.container.verifier.verify(header[len(BEARER) :].strip()), self.language)

    @cached_property
    def grants(self) -> Sequence[Grant]:
        """What the person may do, on any account."""
        return self._grants_read[0]

    @property
    def unreadable_grants(self) -> int:
        """How many of their roles could not be read; those give no right, and lead to no account."""
        return self._grants_read[1]

    @cached_property
    def _grants_read(self) -> tuple[Sequence[Grant], int]:
        with collect_unreadable() as unreadable:
            found = self.container.ports.store.grants(self.person.person_id, self.person.email.key)
        return found, unreadable.count

    @property
    def caller(self) -> Caller:
        """The person with their roles, as the use cases want them."""
        return Caller(self.person, self.grants)

    def claim_roles(self) -> None:
        """Binds what the person's address holds to the person; of whoever did not sign in, nothing was asked."""
        if "grants" in self.__dict__:
            claim_roles(self.container.ports, self.person, self.grants)

    @property
    def parameters(self) -> Mapping[str, str]:
        """The query's parameters that are known here; of a repeated one the last counts."""
        given: Mapping[str, str] = self.request.query_params or {}
        return {name: given[name] for name in self.known if name in given}

    @property
    def variables(self) -> Mapping[str, str]:
        """The variable parts of the path, which neither API Gateway nor Chalice decodes."""
        return {name: unquote(text) for name, text in (self.request.uri_params or {}).items()}

    def pass_guard(self, guard: Guard) -> None:
        """Raises the 401 or 403 that keeps the caller out."""
        if guard is Guard.PUBLIC:
            return
        if self.person.is_reviewer and guard is not Guard.ROLE:
            return
        if guard is Guard.REVIEWER:
            raise Refused(Problem.REVIEWER_REQUIRED)
        self.caller.gate_grant()

    def access_to(self, account_id: str) -> list[str]:
        """The person's own roles on an account."""
        return sorted({grant.role.value for grant in self.grants if grant.account_id == account_id})
