"""What a caller is to a request, by the team that it belongs to, and which addresses the team has."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.requests.eligibility import may_be_member
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.team import Member, TeamRole, fitting_teams, member_of, with_team
from chalicelib.domain.requests.transitions import allowed_actions
from chalicelib.services.accounts.own_domain import lock_on_own_domain
from chalicelib.services.unit_of_work.access_writes import RequireNoRole
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.writes import Write


def teams_for(ports: Ports, caller: Caller) -> Sequence[SmartAccount]:
    """Return the accounts whose teams may have a request of the caller, by name. Takes up to two reads."""
    fitting = fitting_teams(
        caller.grants, lock_on_own_domain(ports, caller.person.email.domain), caller.person.acts_for
    )
    accounts = ports.store.accounts(fitting) if fitting else ()
    return sorted(accounts, key=lambda account: account.account_name)


def as_member(ports: Ports, caller: Caller, request: AccountRequest) -> tuple[AccountRequest, Member]:
    """Return the request with its team, and what the caller is to it.

    The team of a request of an earlier release is read for others than its requester, in one read.
    """
    member = member_of(request, caller.person, caller.grants)
    if member.role is not TeamRole.NONE or request.team_account_id is not None:
        return request, member
    known = with_known_team(ports, request)
    return known, member_of(known, caller.person, caller.grants)


def sees(ports: Ports, caller: Caller, request: AccountRequest, now: datetime) -> bool:
    """Whether the caller sees the request by their team, or as a reviewer who may decide it or could in its review."""
    was_reviewed = request.reviewed or request.state.in_review
    if caller.person.is_reviewer and (was_reviewed or allowed_actions(request.status_at(now), Role.REVIEWER)):
        return True
    known, member = as_member(ports, caller, request)
    return member.sees(known, now)


def with_known_team(ports: Ports, request: AccountRequest) -> AccountRequest:
    """Return the request with its team, which takes a read for a request of an earlier release."""
    if request.team_account_id is not None:
        return request
    domain = MailAddress.parse(request.requester.email).domain
    return with_team(request, lock_on_own_domain(ports, domain))


def members_among(ports: Ports, request: AccountRequest, addresses: Iterable[MailAddress]) -> frozenset[str]:
    """Return those of the addresses that may not decide because of their role in the team.

    Takes a read for those that are to be judged.
    """
    outside = [str(one) for one in addresses if is_to_be_judged(request, one, ports.rules)]
    known = with_known_team(ports, request) if outside else request
    if not outside or not known.team_account_id:
        return frozenset()
    return ports.store.team_members(known.team_account_id, outside)


def no_member(
    ports: Ports, request: AccountRequest, address: MailAddress, problem: Problem, *, is_again: bool
) -> Sequence[Write]:
    """Require in the transaction that who decides has no role in the team; it is read only once that has failed.

    Raises the problem.
    """
    if not is_to_be_judged(request, address, ports.rules):
        return ()
    known = with_known_team(ports, request)
    if is_again and members_among(ports, known, [address]):
        raise Refused(problem)
    return [RequireNoRole(known.team_account_id, str(address))] if known.team_account_id else ()


def is_to_be_judged(request: AccountRequest, address: MailAddress, rules: DomainRules) -> bool:
    """Whether a role of the address in the team would keep it from deciding, if the request belongs to a team."""
    is_judged = may_be_member(address, request.requester, request.registrable_domain, rules)
    return request.team_account_id != "" and is_judged
