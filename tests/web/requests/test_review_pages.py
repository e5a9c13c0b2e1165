"""What a reviewer is shown of a request that is somebody else's to withdraw, or that they may not see."""

import pytest

from tests.web.browser_without_script import Site
from tests.web.requests.stories import OUTSIDE, approved
from tests.world import REVIEWER


@pytest.mark.parametrize("form", ["withdraw", "reassign?nomination=1"])
def test_a_reviewer_is_shown_the_request_in_the_place_of_a_form_of_its_requester(site: Site, form: str) -> None:
    request = site.world.submit(**OUTSIDE)
    page = site.signed_in(REVIEWER).get(f"/requests/{request.request_id}/{form}").page
    assert page.said("h1") == [f"Request {request.reference}"]
    assert not [one for one in page.forms if one.action.endswith(form.partition("?")[0])]


def test_a_review_that_comes_too_late_answers_409_though_the_reviewer_may_not_see_the_request(site: Site) -> None:
    request, own = site.world.submit(), site.signed_in(REVIEWER)
    approved(site, request)
    token = own.get("/requests/new").page.forms[-1].values["form_token"]
    answer = own.post(f"/requests/{request.request_id}/review", {"decision": "accept", "form_token": token})
    assert (answer.status, request.account_name in answer.text) == (409, False)
