"""Every page in every language, rendered once for all tests because none of them changes anything."""

from functools import cache

from tests.web.access.states import ACCESS
from tests.web.accounts.states import RUNNING
from tests.web.approvals.states import STATES as OF_LINKS
from tests.web.browser_without_script import Response, site_over
from tests.web.requests.states import SIGNED_IN
from tests.web.site.states import SIGN_IN
from tests.world import world

STATES = {**OF_LINKS, **SIGNED_IN, **RUNNING, **ACCESS, **SIGN_IN}


@cache
def shown(name: str, language: str = "en") -> Response:
    """Return the page of that state."""
    status, state = STATES[name]
    with world() as fresh, site_over(fresh, language) as site:
        response = state(site)
    assert response.status == status, response.text
    return response
