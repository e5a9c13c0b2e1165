"""Every page about recoveries, with the status of its response."""

from collections.abc import Mapping

from chalicelib.domain.accounts.account import AccessRole
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.services.recovery.conftest import CANDIDATE, SECOND_REVIEWER, Recovering
from tests.web.approvals.states import State, opened
from tests.web.browser_without_script import Response, Site
from tests.world import REVIEWER, person

LIST = "/recoveries"
VIEWER = person("viewer@univ.example")


def recovering(site: Site) -> Recovering:
    """Set up an account below nobody's hands."""
    return Recovering(site.world, Account.of(site.world))


def listed(site: Site) -> Response:
    """List one's own."""
    recovering(site).ask()
    return site.signed_in(CANDIDATE, None).get(LIST)


def asked(*, proved: bool = False, account_id: str | None = None) -> State:
    """Send the form for the account, or for another id."""

    def state(site: Site) -> Response:
        story = recovering(site)
        if proved:
            story.prove()
        visitor = site.signed_in(CANDIDATE, None)
        path = f"{LIST}?account_id={story.account.account_id if account_id is None else account_id}"
        response = visitor.fill_in(visitor.get(path), LIST)
        return visitor.followed(response) if response.status == 303 else response

    return state


def for_reviewer(action: str = "", reason: str = "", *, twice: bool = False) -> State:
    """Show the recovery to a reviewer, or decide it with this reason; `twice` after another reviewer has approved."""

    def state(site: Site) -> Response:
        story = recovering(site)
        recovery = story.ask()
        if twice:
            story.approve(SECOND_REVIEWER)
        visitor = site.signed_in(REVIEWER)
        page = visitor.get(f"{LIST}/{recovery.recovery_id}")
        if not action:
            return page
        (form,) = [one for one in page.page.forms if one.action.endswith("/decline")]
        path = form.action.removeprefix("/api").replace("/decline", f"/{action}")
        response = visitor.post(path, {**form.values, "reason": reason})
        return visitor.followed(response) if response.status == 303 else response

    return state


def withdrawn(site: Site) -> Response:
    """Withdraw it as its candidate."""
    recovery = recovering(site).ask()
    visitor = site.signed_in(CANDIDATE, None)
    page = visitor.get(f"{LIST}/{recovery.recovery_id}")
    return visitor.followed(visitor.fill_in(page, "/withdraw"))


def after_days(days: int) -> State:
    """Show the recovery by a proof to its candidate after some days, with the schedule on each."""

    def state(site: Site) -> Response:
        story = recovering(site)
        story.prove()
        recovery = story.ask()
        for _ in range(days):
            story.pass_(days=1)
        return site.signed_in(CANDIDATE, None).get(f"{LIST}/{recovery.recovery_id}")

    return state


def objected(by: str = "", times: int = 1) -> State:
    """Open the link of the notice, or object by it."""

    def state(site: Site) -> Response:
        story = recovering(site)
        story.account.give(VIEWER, AccessRole.SMART_ACCOUNT_VIEWER)
        story.prove()
        story.ask()
        path = f"/recovery-objections/{story.objection_of(by or str(ADMINISTRATOR.email))}"
        page = site.get(path)
        if not by:
            return page
        for _ in range(times):
            response = site.fill_in(page, path)
        return site.followed(response) if response.status == 303 else response

    return state


RECOVERIES: Mapping[str, tuple[int, State]] = {
    "policy of recovery": (200, opened("/help/recovery")),
    "no recoveries": (200, lambda site: site.signed_in().get(LIST)),
    "recoveries": (200, listed),
    "recoveries for reviewers": (200, lambda site: site.signed_in(REVIEWER).get(LIST)),
    "recovery asked for": (200, asked()),
    "recovery asked for with a proof": (200, asked(proved=True)),
    "recovery asked for without an account": (422, asked(account_id="")),
    "recovery asked for of no account": (404, asked(account_id="no-such-account")),
    "recovery for a reviewer": (200, for_reviewer()),
    "recovery approved": (200, for_reviewer("approve", "I rang them.")),
    "recovery approved as second": (200, for_reviewer("approve", "I know her.", twice=True)),
    "recovery approved without a reason": (422, for_reviewer("approve")),
    "recovery declined": (200, for_reviewer("decline", "Nobody there knows them.")),
    "recovery withdrawn": (200, withdrawn),
    "recovery after a day": (200, after_days(1)),
    "recovery after seven days": (200, after_days(7)),
    "link to object": (200, objected()),
    "objection by an administrator": (200, objected(str(ADMINISTRATOR.email))),
    "objection by a role holder": (200, objected(str(VIEWER.email))),
    "objection once more": (409, objected(str(ADMINISTRATOR.email), 2)),
    "unknown link to object": (404, opened("/recovery-objections/nothing")),
    "no such recovery": (404, lambda site: site.signed_in().get(f"{LIST}/nothing")),
}
