"""`/v1/me`: who the caller is here: roles, teams, and what is left of their limits."""

from chalicelib.domain.accounts.account import Grant, SmartAccount
from chalicelib.rendering.languages import msgid
from chalicelib.services.requests.own_limits import LimitUse, own_standing
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.api.operations import Api, ApiResponse, Operation
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.schemas import me

api = Api(__name__)


@api.operation(
    Operation(
        "GET",
        "/v1/me",
        "show_me",
        Guard.SIGNED_IN,
        msgid("My roles, my teams, and what is left of my limits"),
        me.Me,
    )
)
def show(context: RequestContext) -> ApiResponse:
    """Return what the caller has here, also without any role."""
    person, grants = context.person, context.grants
    with collect_unreadable():
        standing = own_standing(context.container.ports, context.caller)
    return ApiResponse(
        me.Me(
            email=str(person.email),
            reviewer=person.is_reviewer,
            roles=[_role(grant) for grant in grants],
            teams=[_team(one) for one in standing.teams],
            limits=[_limit(one) for one in standing.limits],
        )
    )


def _role(grant: Grant) -> me.OwnRole:
    return me.OwnRole(
        account_id=grant.account_id,
        role=grant.role.value,
        virtual_account_id=grant.virtual_account_id,
        granted_at=grant.granted_at,
    )


def _team(account: SmartAccount) -> me.TeamView:
    return me.TeamView(
        account_id=account.account_id, account_name=account.account_name, domain_identifier=account.domain_identifier
    )


def _limit(use: LimitUse) -> me.LimitLeft:
    return me.LimitLeft(
        limit_name=use.name.value, limit=use.limit, used=use.used, left=use.left, renews_at=use.renews_at
    )
