"""The team that a request belongs to, and who of it may do what to the request. One table decides.

A team is the people with a role on the whole of one account. Roles on Virtual Accounts give no rights in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.accounts.account import GATE_ROLES, AccessRole, Grant
from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.accounts.rights import Rights
from chalicelib.domain.errors import FieldCode, FieldError, Problem, Refused
from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person, Requester
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.requests.eligibility import is_on_requester_side
from chalicelib.domain.requests.request import AccountRequest, Transition
from chalicelib.domain.requests.transitions import Action, RequestStatus, allowed_actions, next_status
from chalicelib.domain.value_classes import value_class

# Of so many accounts with a role, the newest roles first, lists show what their teams have requested.
MOST_TEAMS = 10


class TeamRole(StrEnum):
    """What somebody is to a request. `FORMER` is a requester who has left the team, `NONE` everybody outside it."""

    REQUESTER = "requester"
    ADMINISTRATOR = "administrator"
    USER = "user"
    VIEWER = "viewer"
    FORMER = "former"
    NONE = "none"


class Scope(StrEnum):
    """Whose requests are listed."""

    MINE = "mine"
    TEAM = "team"


@value_class
class TeamRights:
    """What a role in the team permits: to see a request, open or closed, and actions on an open one."""

    sees_open: bool
    sees_closed: bool
    actions: frozenset[Action] = frozenset()


_ACTING = frozenset({Action.RESEND, Action.REASSIGN, Action.WITHDRAW})

TEAM_RIGHTS: Mapping[TeamRole, TeamRights] = {
    TeamRole.REQUESTER: TeamRights(sees_open=True, sees_closed=True, actions=_ACTING | {Action.HAND_OVER}),
    TeamRole.ADMINISTRATOR: TeamRights(sees_open=True, sees_closed=True, actions=_ACTING | {Action.HAND_OVER}),
    TeamRole.USER: TeamRights(sees_open=True, sees_closed=True, actions=_ACTING),
    TeamRole.VIEWER: TeamRights(sees_open=True, sees_closed=True),
    TeamRole.FORMER: TeamRights(sees_open=False, sees_closed=True),
    TeamRole.NONE: TeamRights(sees_open=False, sees_closed=False),
}

# Roles on the whole account, the strongest first.
_TEAM_ROLES = (
    (AccessRole.SMART_ACCOUNT_ADMINISTRATOR, TeamRole.ADMINISTRATOR),
    (AccessRole.SMART_ACCOUNT_USER, TeamRole.USER),
    (AccessRole.SMART_ACCOUNT_VIEWER, TeamRole.VIEWER),
)
_SEEING_ROLES = frozenset(role for role, _ in _TEAM_ROLES)


@value_class
class Team:
    """The account whose people share a request. Without an account the request is the person's own.

    `domain` is the account's identifier, as far as it is known.
    """

    account_id: str = ""
    domain: str = ""


OWN = Team()


@value_class
class Member:
    """Somebody's role in the team of one request, and the grants that it rests on."""

    person: Person
    role: TeamRole
    grants: tuple[Grant, ...] = ()

    def sees(self, request: AccountRequest, now: datetime) -> bool:
        """Whether they may see the request at this time."""
        rights = TEAM_RIGHTS[self.role]
        return rights.sees_open if request.state_at(now).is_open else rights.sees_closed

    def actions(self, request: AccountRequest, status: RequestStatus) -> Sequence[Action]:
        """Return what they may do in this status, in the order of the transition table."""
        permitted = TEAM_RIGHTS[self.role].actions
        found = (action for action in allowed_actions(status, Role.REQUESTER) if action in permitted)
        return tuple(action for action in found if action is not Action.HAND_OVER or request.team_account_id)

    def refuse_unless(self, action: Action) -> None:
        """Raise `team-role-required` if no request of the team is open to this action by them."""
        if action not in TEAM_RIGHTS[self.role].actions:
            raise Refused(Problem.TEAM_ROLE_REQUIRED)

    @property
    def actor(self) -> Actor:
        """Who they are in the audit trail."""
        if self.person.acts_for:
            return Actor(Role.PROGRAM, self.person.person_id)
        role = Role.REQUESTER if self.role is TeamRole.REQUESTER else Role.TEAM_MEMBER
        return Actor(role, self.person.person_id)


def member_of(request: AccountRequest, person: Person, grants: Iterable[Grant]) -> Member:
    """Return what the person is to the request, by all their grants.

    A program has in what it has requested the same rights as in what others of its account have.
    """
    rights = Rights.of(grants, request.team_account_id or "")
    if person.person_id == request.requester.person_id and not person.acts_for:
        return _requester(request, person, rights)
    for role, team_role in _TEAM_ROLES:
        resting_on = tuple(grant for grant in rights.grants if grant.role is role)
        if request.team_account_id and resting_on:
            return Member(person, team_role, resting_on[:1])
    return Member(person, TeamRole.NONE)


def _requester(request: AccountRequest, person: Person, rights: Rights) -> Member:
    """The requester has left the team with the last role on it, unless the team's domain is that of their address."""
    if not _needs_role(Team(request.team_account_id or "", request.team_domain), person):
        return Member(person, TeamRole.REQUESTER)
    if rights.has_any_role:
        # A role that admits them to the product: the commit requires one such role anyway.
        by_gate = sorted(rights.grants, key=lambda grant: grant.role not in GATE_ROLES)
        return Member(person, TeamRole.REQUESTER, tuple(by_gate[:1]))
    return Member(person, TeamRole.FORMER)


def has_left(team: Team, person: Person, grants: Iterable[Grant]) -> bool:
    """Whether the requester is no longer in the team that their request belongs to."""
    return _needs_role(team, person) and not Rights.of(grants, team.account_id).has_any_role


def _needs_role(team: Team, person: Person) -> bool:
    return bool(team.account_id) and person.email.domain != team.domain


def acted_by(transition: Transition, member: Member) -> Transition:
    """Return the transition as that of the member, whose name stands for the requester's if it ended the request."""
    decision = transition.request.decision
    request = transition.request
    if decision and decision.role is Role.REQUESTER:
        request = replace(request, decision=replace(decision, role=member.actor.role, by=member.person.name))
    return replace(transition, request=request, event=replace(transition.event, actor=member.actor))


def hand_over(
    request: AccountRequest, email: MailAddress, member: Grant | None, rules: DomainRules, now: datetime
) -> Transition:
    """Make a member of the team the requester, who is told. `member` is a role that they have accepted.

    Raises `validation-failed` at `/email` if nobody has accepted one, if they are the requester already, or if
    somebody waits to decide who could not decide for them.
    """
    next_status(request.status_at(now), Action.HAND_OVER, Role.REQUESTER)
    if member is None or member.claimed_by is None:
        raise _refused_email(FieldCode.NOT_A_TEAM_MEMBER)
    if member.claimed_by == request.requester.person_id:
        raise _refused_email(FieldCode.ALREADY_THE_REQUESTER)
    asked = (MailAddress.parse(one.email) for one in request.waiting())
    if any(is_on_requester_side(one, email, request.registrable_domain, rules) for one in asked):
        raise _refused_email(FieldCode.ASKED_TO_DECIDE)
    new = Requester(member.claimed_by, member.email, member.name, request.requester.language)
    event = EventDraft(
        EventKind.HANDED_OVER,
        Actor(Role.REQUESTER, request.requester.person_id),
        {"from": request.requester.person_id, "to_person": new.person_id, "to": email.masked},
    )
    told = MailDraft(MailKind.HANDED_OVER, Audience.REQUESTER, new.language, new.email)
    return Transition(replace(request, requester=new), event, (told,))


def _refused_email(code: FieldCode) -> Refused:
    return Refused(Problem.VALIDATION_FAILED, errors=(FieldError("/email", code),))


def team_ids(grants: Iterable[Grant], most: int | None = MOST_TEAMS) -> tuple[str, ...]:
    """Return the accounts of whose teams somebody sees the requests, the newest roles first; so many at most."""
    seeing = [one for one in grants if one.role in _SEEING_ROLES and not one.virtual_account_id]
    newest = sorted(seeing, key=lambda one: one.granted_at, reverse=True)
    return tuple(dict.fromkeys(one.account_id for one in newest))[:most]


def fitting_teams(grants: Iterable[Grant], own_domain: DomainLock | None, acts_for: str = "") -> Mapping[str, Team]:
    """Return the teams that may have a request of somebody, by account id.

    They are the active account whose identifier is their mail domain, and those on which they have a role that
    admits them to the product; of a program it is the account that it acts for. `own_domain` is the lock on their mail
    domain.
    """
    if acts_for:
        return {acts_for: Team(acts_for)}
    teams = {one.account_id: Team(one.account_id) for one in grants if one.role in GATE_ROLES}
    if own_domain and own_domain.ends_at is None:
        teams[own_domain.account_id] = Team(own_domain.account_id, own_domain.domain_identifier)
    return teams


def chosen_team(chosen: str, fitting: Mapping[str, Team]) -> Team:
    """Return the team that was chosen; without a choice the only one that fits, else the request is the person's own.

    Raises `validation-failed` for a team that does not fit, whether or not there is such an account.
    """
    if not chosen:
        return next(iter(fitting.values())) if len(fitting) == 1 else OWN
    if chosen not in fitting:
        fault = FieldError("/team_account_id", FieldCode.NOT_ONE_OF)
        raise Refused(Problem.VALIDATION_FAILED, errors=(fault,))
    return fitting[chosen]


def with_team(request: AccountRequest, own_domain: DomainLock | None) -> AccountRequest:
    """Return a request of an earlier release with its team: the account whose identifier is its requester's domain."""
    team = next(iter(fitting_teams((), own_domain).values()), OWN)
    return replace(request, team_account_id=team.account_id, team_domain=team.domain)
