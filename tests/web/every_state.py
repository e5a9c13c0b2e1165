"""Every page in every language, brought about once for all tests, for none of them changes anything."""

from functools import cache

from tests.web.access_states import ACCESS
from tests.web.running_states import RUNNING
from tests.web.signed_in_states import SIGNED_IN
from tests.web.site import Answer, site_over
from tests.web.states import STATES as OF_LINKS
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
