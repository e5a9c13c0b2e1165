"""Read the feed of a team, for the people with a role on the whole of its account."""

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.requests.team import team_ids
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.feed.ports import FeedPage
from chalicelib.services.unit_of_work.ports import Ports


def team_of(caller: Caller, account_id: str | None) -> str:
    """Return the account whose feed is asked for: this one, or the only one whose team the caller is in.

    Raises `account-unknown` if they are not in that team, `role-required` if they are in none, and `invalid-parameter`
    if they have to say which.
    """
    teams = team_ids(caller.grants, most=None)
    if account_id is not None:
        if account_id not in teams:
            raise Refused(Problem.ACCOUNT_UNKNOWN)
        return account_id
    if not teams:
        raise Refused(Problem.ROLE_REQUIRED)
    if len(teams) > 1:
        raise Refused(Problem.INVALID_PARAMETER, facts={"parameter": "account_id", "missing_parameter": "account_id"})
    return teams[0]


def team_feed(ports: Ports, team: str, after: int, limit: int) -> FeedPage:
    """Return the events of a team after a position, 0 for all. Takes one read. Raises `invalid-cursor`."""
    return ports.store.feed_page(team, after, limit)
