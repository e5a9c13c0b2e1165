"""Every page in every language, brought about once for all tests, for none of them changes anything."""

from functools import cache

from tests.web.access.states import ACCESS
from tests.web.accounts.states import RUNNING
from tests.web.approvals.states import STATES as OF_LINKS
from tests.web.browser_without_script import Answer, site_over
from tests.web.requests.states import SIGNED_IN
from tests.world import world

STATES = {**OF_LINKS, **SIGNED_IN, **RUNNING, **ACCESS}


@cache
def shown(name: str, language: str = "en") -> Answer:
    """The page of that name."""
    status, state = STATES[name]
    with world() as fresh, site_over(fresh, language) as site:
        answer = state(site)
    assert answer.status == status, answer.text
    return answer
