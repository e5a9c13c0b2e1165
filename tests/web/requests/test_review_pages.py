"""What a reviewer sees of a request that only its requester may change, or that the reviewer may not see."""

import pytest

from tests.web.browser_without_script import Site
from tests.web.requests.stories import OUTSIDE, approved
from tests.world import REVIEWER


@pytest.mark.parametrize("form", ["withdraw", "reassign?nomination=1"])
def test_reviewer_sees_the_request_instead_of_its_requesters_forms(site: Site, form: str) -> None:
    request = site.world.submit(**OUTSIDE)
    page = site.signed_in(REVIEWER).get(f"/requests/{request.request_id}/{form}").page
    assert page.texts("h1") == [request.account_name]
    assert not [candidate for candidate in page.forms if candidate.action.endswith(form.partition("?")[0])]


def test_late_review_answers_409_without_revealing_the_request(site: Site) -> None:
    request, visitor = site.world.submit(), site.signed_in(REVIEWER)
    approved(site, request)
    token = visitor.get("/requests/new").page.forms[-1].values["form_token"]
    response = visitor.post(f"/requests/{request.request_id}/review", {"decision": "accept", "form_token": token})
    assert (response.status, request.account_name in response.text) == (409, False)
