"""A partner's team with somebody in every role, and requests of it: new, handed over, left, erased, earlier ones."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from chalicelib.adapters.dynamodb import keys
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.domain.requests.nominations import Replacement
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.access.roles import withdraw_role
from chalicelib.services.requests import requester_actions
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.writes import SaveRequest
from infra.operate.address_occurrences import AddressMatcher
from infra.operate.erasable.kinds import DataSubject
from infra.operate.erasing import erase
from tests.world import World, person

ADMINISTRATOR = person("ada@consult.example", name="Ada Administrator")
REQUESTER = person("rita@reseller.example", name="Rita Requester")
SUCCESSOR = person("sam@successor.example", name="Sam Successor")
# Those who are neither requester nor administrator, with their role on the team's account, or a part of it.
OTHERS: Mapping[str, AccessRole] = {
    "user": AccessRole.SMART_ACCOUNT_USER,
    "viewer": AccessRole.SMART_ACCOUNT_VIEWER,
    "approver": AccessRole.SMART_ACCOUNT_APPROVER,
    "part administrator": AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR,
}
Act = Callable[["TeamWorld", AccountRequest, Caller], object]

ACTS: Mapping[str, Act] = {
    "see": lambda team, request, by: requester_actions.request_file(team.world.ports, by, request.request_id),
    "history": lambda team, request, by: requester_actions.request_events(team.world.ports, by, request.request_id),
    "resend": lambda team, request, by: requester_actions.resend(team.world.ports, by, request.request_id, "1"),
    "reassign": lambda team, request, by: requester_actions.reassign(
        team.world.ports, by, request.request_id, Replacement("1", MailAddress.parse("head@univ.example"))
    ),
    "hand over": lambda team, request, by: requester_actions.hand_over(
        team.world.ports, by, request.request_id, SUCCESSOR.email
    ),
    "withdraw": lambda team, request, by: requester_actions.withdraw(team.world.ports, by, request.request_id, ""),
}


@dataclass
class TeamWorld:
    """The system with a team whose account is `team_id`."""

    world: World
    team_id: str = ""
    people: dict[str, Person] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World) -> "TeamWorld":
        """Import the account with an administrator, and give everybody else their role."""
        world.import_account("Reseller", "reseller.example", (str(ADMINISTRATOR.email),))
        team = cls(world, world.ports.store.locks_on([("reseller.example",) * 2])["reseller.example"].account_id)
        for name, role in OTHERS.items():
            team.people[name] = person(f"{name.replace(' ', '.')}@consult.example", name=name.title())
            team.give(team.people[name], role, "lab" if role.startswith("virtual") else None)
        team.give(SUCCESSOR, AccessRole.SMART_ACCOUNT_VIEWER)
        claim_at_sign_in(world.ports, ADMINISTRATOR)
        team.people |= {"administrator": ADMINISTRATOR, "stranger": person("strange@elsewhere.example")}
        return team

    def give(self, who: Person, role: AccessRole, part: str | None = None) -> None:
        """Give a role, which the person accepts."""
        self.world.give_role(str(who.email), self.team_id, role, part)
        claim_at_sign_in(self.world.ports, who)

    def leave(self, who: Person) -> None:
        """Take the person's roles on the team's account."""
        by = self.world.caller(ADMINISTRATOR)
        for grant in self.world.ports.store.account_grants(self.team_id):
            if grant.claimed_by == who.person_id:
                withdraw_role(self.world.ports, by, self.team_id, grant.grant_id)

    def caller(self, name: str) -> Caller:
        """Return somebody with their present roles."""
        return self.world.caller(self.people[name])


def of_the_team(team: TeamWorld) -> AccountRequest:
    """A request of the team, whose requester has a role there."""
    team.people["requester"] = replace(REQUESTER, email=MailAddress.parse("rita@abroad.example"))
    team.give(team.people["requester"], AccessRole.SMART_ACCOUNT_USER)
    return team.world.submit(by=team.people["requester"])


def of_the_domain(team: TeamWorld) -> AccountRequest:
    """A request of the team, whose requester has no role there, but its mail domain."""
    team.people["requester"] = REQUESTER
    return team.world.submit(by=REQUESTER, team_account_id=team.team_id)


def of_one_person(team: TeamWorld) -> AccountRequest:
    """A request of a person whom no team fits alone."""
    team.people["requester"] = REQUESTER
    return team.world.submit(by=REQUESTER)


def left(team: TeamWorld) -> AccountRequest:
    """A request whose requester has lost the role in the team."""
    request = of_the_team(team)
    team.leave(team.people["requester"])
    return request


def left_and_closed(team: TeamWorld) -> AccountRequest:
    """The same, withdrawn before."""
    request = of_the_team(team)
    ACTS["withdraw"](team, request, team.caller("requester"))
    team.leave(team.people["requester"])
    return team.world.current(request)


def closed(team: TeamWorld) -> AccountRequest:
    """A request of the team that was withdrawn."""
    request = of_the_team(team)
    ACTS["withdraw"](team, request, team.caller("requester"))
    return team.world.current(request)


def erased(team: TeamWorld) -> AccountRequest:
    """A closed request whose requester was erased."""
    request = closed(team)
    subject = DataSubject(AddressMatcher.of(str(team.people["requester"].email)), team.world.clock.now())
    _, found = erase(team.world.container, subject)
    assert not found.rows
    return team.world.current(request)


def handed_over(team: TeamWorld) -> AccountRequest:
    """A request that was handed over, whose first requester has a role in the team."""
    request = of_the_team(team)
    ACTS["hand over"](team, request, team.caller("requester"))
    team.people |= {"before": team.people["requester"], "requester": SUCCESSOR}
    return team.world.current(request)


def of_an_earlier_release(team: TeamWorld) -> AccountRequest:
    """A request without a team, whose requester has the mail domain of the account."""
    return as_earlier_release(team, of_the_domain(team))


def of_an_earlier_release_elsewhere(team: TeamWorld) -> AccountRequest:
    """A request without a team, whose requester has another mail domain."""
    return as_earlier_release(team, of_the_team(team))


def as_earlier_release(team: TeamWorld, request: AccountRequest) -> AccountRequest:
    """Store the request as the release before teams did."""
    stored = team.world.current(request)
    listed = keys.team_request(stored)
    team.world.ports.store.commit([SaveRequest(replace(stored, team_account_id=None, team_domain=""))])
    if listed:
        team.world.table.delete(listed)
    return team.world.current(request)
