"""The context of an API request: caller, language, parameters, and the guard."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote

from chalice.app import Request

from chalicelib.bootstrap import Container
from chalicelib.domain.accounts.account import Grant
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person
from chalicelib.domain.programs.client import ClientIdentity, ProgramScope
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.languages import choose
from chalicelib.services.access.claim_grants import claim_roles
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.unreadable import collect_unreadable

if TYPE_CHECKING:
    from chalicelib.services.programs.acting import ActingProgram

BEARER = "bearer "
INVALID_TOKEN = "invalid_token"  # noqa: S105 - the name of an error
# Calls by these methods write nothing.
READING = ("GET", "HEAD")


class Guard(StrEnum):
    """Who may call an operation or open a page. A conventions test lists the guard of every route."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    ROLE = "role"
    REVIEWER = "reviewer"
    ROLE_OR_REVIEWER = "role_or_reviewer"
    # Clients of the sign-in provider, bound to an account or not.
    CLIENT = "client"


# What people may call, and programs with a scope.
FOR_PEOPLE = (Guard.SIGNED_IN, Guard.ROLE, Guard.REVIEWER, Guard.ROLE_OR_REVIEWER)


def with_language(person: Person, language: str) -> Person:
    """Set the person's language if their identity provider names none."""
    return person if person.language else replace(person, language=language)


@value_class
class RequestContext:
    """Passed to every handler. Person and grants are loaded once, when first needed."""

    request: Request
    container: Container
    request_id: str
    # Names of the query parameters, and of those that filter a list.
    known: Sequence[str] = ()
    filters: Sequence[str] = ()

    @cached_property
    def language(self) -> str:
        """The language of the texts in the response."""
        return choose(self.request.headers.get("accept-language"))

    @cached_property
    def _bearer(self) -> Person | ClientIdentity:
        """Who brings the token: a person by an ID token, or a client by its own access token."""
        header = str(self.request.headers.get("authorization", ""))
        token = header[len(BEARER) :].strip() if header.lower().startswith(BEARER) else ""
        if not token:
            raise Refused(Problem.UNAUTHENTICATED)
        try:
            return self._verified(token)
        except Refused as refused:
            if refused.problem is not Problem.UNAUTHENTICATED:
                raise
            # RFC 6750, section 3.1; the gateway renames the header, so the problem has it too.
            raise Refused(Problem.UNAUTHENTICATED, facts={"error": INVALID_TOKEN}) from None

    def _verified(self, token: str) -> Person | ClientIdentity:
        try:
            identity = with_language(self.container.verifier.verify(token), self.language)
            return self.container.identities.of_bearer(identity, may_claim=self.request.method not in READING)
        except Refused as refused:
            if refused.problem is not Problem.UNAUTHENTICATED or not self.container.settings.api_audience:
                raise
        return self.container.access_tokens.verify(token)

    @property
    def client(self) -> ClientIdentity:
        """The client of the bearer token. Raises `client-required` for a person's token, or as `person`."""
        if not isinstance(self._bearer, ClientIdentity):
            raise Refused(Problem.CLIENT_REQUIRED)
        return self._bearer

    @cached_property
    def program(self) -> "ActingProgram | None":
        """The program of the bearer token; None for a person's. Raises `program-required`, or as `person`."""
        if not isinstance(self._bearer, ClientIdentity):
            return None
        from chalicelib.services.programs.acting import acting_program  # noqa: PLC0415 - keeps cold starts fast

        return acting_program(self.container.ports, self._bearer)

    @cached_property
    def person(self) -> Person:
        """The person of the bearer token, or the program as one who acts for its account.

        Raises `unauthenticated`, `email-not-verified`, `program-required` or `busy`.
        """
        return self.program.caller.person if self.program else self._person

    @property
    def _person(self) -> Person:
        if isinstance(self._bearer, ClientIdentity):
            raise Refused(Problem.PERSON_REQUIRED)
        return self._bearer

    @property
    def loaded_caller(self) -> str:
        """Who calls, a text that no other caller has; empty where nobody was asked who they are, as for links."""
        bearer = self.__dict__.get("_bearer")
        if isinstance(bearer, ClientIdentity):
            return f"{bearer.issuer} {bearer.client_id}"
        person = self.__dict__.get("person", bearer)
        return str(person.person_id) if person else ""

    @cached_property
    def grants(self) -> Sequence[Grant]:
        """The person's grants on all accounts."""
        return self._grants_read[0]

    @property
    def unreadable_grants(self) -> int:
        """Number of the person's grants that could not be read. They give no rights."""
        return self._grants_read[1]

    @cached_property
    def _grants_read(self) -> tuple[Sequence[Grant], int]:
        if self.program:
            return self.program.caller.grants, 0
        with collect_unreadable() as unreadable:
            grants = self.container.ports.store.grants(self.person.person_id, str(self.person.email))
        return grants, unreadable.count

    @property
    def caller(self) -> Caller:
        """The person with their grants, or the program, for the use cases."""
        return self.program.caller if self.program else Caller(self.person, self.grants)

    def claim_roles(self) -> None:
        """Claim the grants of the person's address. No-op when grants were never loaded, and for programs."""
        if "grants" in self.__dict__ and not self.program:
            claim_roles(self.container.ports, self.person, self.grants)

    def note_use(self) -> None:
        """Keep when a program was used; no-op for everybody else."""
        if self.__dict__.get("program"):
            from chalicelib.services.programs.acting import note_use  # noqa: PLC0415 - keeps cold starts fast

            note_use(self.container.ports, self.__dict__["program"])

    @property
    def parameters(self) -> Mapping[str, str]:
        """Known query parameters; the last value of a repeated one."""
        given: Mapping[str, str] = self.request.query_params or {}
        return {name: given[name] for name in self.known if name in given}

    @property
    def variables(self) -> Mapping[str, str]:
        """The path variables, percent-decoded, which neither API Gateway nor Chalice does."""
        return {name: unquote(text) for name, text in (self.request.uri_params or {}).items()}

    def pass_guard(self, guard: Guard, scope: ProgramScope | None = None) -> None:
        """Raise the problem (401 or 403) if the caller may not pass the guard; a program needs the scope instead."""
        if guard is Guard.PUBLIC or (guard is Guard.CLIENT and self.client):
            return
        if self.program:
            self.program.refuse_without(scope)
            return
        if self.person and guard is Guard.SIGNED_IN:
            return
        if self.person.is_reviewer and guard is not Guard.ROLE:
            return
        if guard is Guard.REVIEWER:
            raise Refused(Problem.REVIEWER_REQUIRED)
        self.caller.gate_grant()

    def access_to(self, account_id: str) -> list[str]:
        """Return the person's roles on an account."""
        return self._access.get(account_id, [])

    @cached_property
    def _access(self) -> Mapping[str, list[str]]:
        """The person's roles by account."""
        roles: dict[str, set[str]] = {}
        for grant in self.grants:
            roles.setdefault(grant.account_id, set()).add(grant.role.value)
        return {account_id: sorted(names) for account_id, names in roles.items()}
