"""Every page of signed-in people, with the status of its response."""

from collections.abc import Mapping

from chalicelib.domain.accounts.account import AccessRole
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.web.browser_without_script import Response, Site
from tests.web.requests.similar_accounts import (
    checked_with_similar,
    review_page_beside_stanford,
    review_page_with_similar,
    sent_without_the_tick,
)
from tests.web.requests.stories import (
    OUTSIDE,
    PROPOSED,
    TOO_MANY_PROPOSED,
    WRONG,
    State,
    account_page,
    after_the_share,
    approved,
    changed,
    checked,
    decided,
    decided_with_another_waiting,
    declined,
    declined_in_review,
    directory_of_many,
    expired,
    found,
    found_what_was_meant,
    further_directory,
    in_review,
    mail_with_report,
    my_requests,
    of_request,
    of_the_team,
    page_of_results,
    sending,
    sent,
    sent_again,
    sent_too_late,
    without_session,
)
from tests.world import PARTNER, REVIEWER, person

RIVAL = person("riva@rival.example", name="Riva Rival")


def roles_and_limits(site: Site) -> Response:
    Account.of(site.world)
    return site.signed_in(ADMINISTRATOR, None).get("/me")


def end_notice(query: str = "") -> State:
    """Open the page on which somebody else asks to be told of the end of a request."""

    def state(site: Site) -> Response:
        request = site.world.submit()
        return site.signed_in(RIVAL).get(f"/accounts/{request.account_id}/end-notice{query}")

    return state


SIGNED_IN: Mapping[str, tuple[int, State]] = {
    "empty directory": (200, lambda site: site.signed_in().get("/directory")),
    "directory": (200, directory_of_many),
    "further directory": (200, further_directory),
    "directory after sending": (200, sent),
    "search": (200, lambda site: site.signed_in().get("/accounts")),
    "found": (200, found("university")),
    "found nothing": (200, found("stanford")),
    "found in a status": (200, found("university&status=active")),
    "found nothing in a status": (200, found("university&status=pending")),
    "found nothing for a short text": (200, found("xy")),
    "found what was meant": (200, found_what_was_meant),
    "first page of results": (200, page_of_results()),
    "second page of results": (200, page_of_results("next")),
    "first page of results again": (200, page_of_results("next", "prev")),
    "page of results that has ended meanwhile": (200, page_of_results("next", restricted=range(25, 30))),
    "account": (200, account_page("", "it@univ.example", "cio@univ.example")),
    "restricted account": (200, account_page("restricted", "it@univ.example")),
    "no such account": (404, lambda site: site.signed_in().get("/accounts/nothing")),
    "form": (200, lambda site: site.signed_in().get("/requests/new")),
    "form with faults": (422, lambda site: checked(site, **WRONG)),
    "form without an address": (
        422,
        lambda site: checked(site, **{"customer_emails/0": "", "customer_emails/2": ""}),
    ),
    "form for oneself": (422, lambda site: checked(site, **{"customer_emails/2": "partner@reseller.example"})),
    "changed": (200, changed),
    "check": (200, checked),
    "check with review": (200, lambda site: checked(site, **{"customer_emails/0": "it@elsewhere.example"})),
    "check with similar accounts": (200, checked_with_similar),
    "sent without the tick": (422, sent_without_the_tick),
    "taken meanwhile": (409, sent_too_late),
    "my requests": (200, my_requests),
    "my roles and limits": (200, roles_and_limits),
    "my limits without a role": (200, lambda site: site.signed_in(role=None).get("/me")),
    "end notice": (200, end_notice()),
    "end notice asked for": (200, end_notice("?done=asked")),
    "request in review": (200, of_request(**OUTSIDE)),
    "request": (200, of_request()),
    "mail that did not arrive": (200, of_request(before=mail_with_report("Bounce"))),
    "mail that is delayed": (200, of_request(before=mail_with_report("DeliveryDelay"))),
    "own request approved": (200, of_request(before=approved)),
    "own request declined": (200, of_request(before=declined)),
    "own request expired": (200, of_request(before=expired)),
    "link sent again": (200, sent_again),
    "withdraw": (200, of_request("/withdraw")),
    "withdraw too late": (200, of_request("/withdraw", before=approved)),
    "withdraw with a fault": (422, sending("/withdraw", "/withdraw", reason="x" * 1001)),
    "reassign": (200, of_request("/reassign?nomination=1")),
    "reassign outside": (422, sending("/reassign", "/reassign?nomination=1", email="head@elsewhere.example")),
    "reassign to oneself": (422, sending("/reassign", "/reassign?nomination=1", email="partner@reseller.example")),
    "reassign to nobody": (422, sending("/reassign", "/reassign?nomination=1", email="")),
    "hand over": (200, of_request("/hand-over")),
    "hand over too late": (200, of_request("/hand-over", before=approved)),
    "hand over to nobody": (422, sending("/hand-over", "/hand-over", email="")),
    "hand over to no member": (422, sending("/hand-over", "/hand-over", email="nobody@reseller.example")),
    "requests of the team": (200, of_the_team("/requests?scope=team")),
    "requests of the team, found": (200, of_the_team("/requests?scope=team&status=pending&q=univ")),
    "directory of the team": (200, of_the_team("/directory?scope=team")),
    "no requests of the team": (200, lambda site: site.signed_in().get("/requests?scope=team")),
    "another scope": (400, lambda site: site.signed_in().get("/requests?scope=all")),
    "check with proposed access": (200, lambda site: checked(site, **PROPOSED)),
    "form with too much proposed": (422, lambda site: checked(site, **TOO_MANY_PROPOSED)),
    "request with proposed access": (200, of_request(proposed={"proposed_users": ("una@univ.example",)})),
    "too many mails of the team": (429, after_the_share),
    "no such request": (404, lambda site: site.signed_in().get("/requests/nothing")),
    "reviews": (200, in_review(lambda site, _: site.get("/reviews"))),
    "review": (200, in_review(lambda site, request: site.get(f"/requests/{request.request_id}"))),
    "review with similar accounts": (200, review_page_with_similar),
    "review with similar accounts that one may open": (200, review_page_beside_stanford),
    "review without a reason": (422, in_review(declined_in_review)),
    "review after a decision": (200, in_review(decided_with_another_waiting)),
    "reviews after the last decision": (200, in_review(decided)),
    "no reviewer": (403, lambda site: site.signed_in().get("/reviews")),
    "first page without a role": (200, lambda site: site.signed_in(role=None).get("/")),
    "no role": (403, lambda site: site.signed_in(role=None).get("/directory")),
    "approver role alone": (
        403,
        lambda site: site.signed_in(PARTNER, AccessRole.SMART_ACCOUNT_APPROVER).get("/directory"),
    ),
    "reviewer without a role": (403, lambda site: site.signed_in(REVIEWER, role=None).get("/directory")),
    "still signed in": (200, lambda site: site.signed_in().get("/sign-out")),
    "signed out": (200, lambda site: site.get("/sign-out")),
    "session ended": (401, without_session),
}
