"""Every page in every language, rendered once for all tests because none of them changes anything."""

from collections.abc import Mapping
from functools import cache

from chalicelib.domain.languages import DEFAULT_LANGUAGE, LANGUAGES
from tests.web.access.states import ACCESS
from tests.web.accounts.states import RUNNING
from tests.web.approvals.states import STATES as OF_LINKS
from tests.web.approvals.states import State
from tests.web.browser_without_script import Response, site_over
from tests.web.programs.states import PROGRAMS
from tests.web.proofs.states import PROOFS
from tests.web.recovery.states import RECOVERIES
from tests.web.requests.states import SIGNED_IN
from tests.web.site.states import SIGN_IN
from tests.web.webhooks.states import WEBHOOKS
from tests.world import world

STATES = {**OF_LINKS, **SIGNED_IN, **RUNNING, **ACCESS, **PROGRAMS, **WEBHOOKS, **PROOFS, **RECOVERIES, **SIGN_IN}


def shown(name: str, language: str = DEFAULT_LANGUAGE) -> Response:
    """Return the page of that state."""
    return _story(name)[0][language]


def visited(name: str) -> frozenset[str]:
    """Return the paths that were opened on the way to that state."""
    return _story(name)[1]


@cache
def _story(name: str) -> tuple[Mapping[str, Response], frozenset[str]]:
    """Reach the state once, then send the last call in each language; return the pages, and the paths on the way."""
    status, state = STATES[name]
    with world() as fresh, site_over(fresh, DEFAULT_LANGUAGE) as site:
        responses = {DEFAULT_LANGUAGE: state(site)}
        for language in set(LANGUAGES) - {DEFAULT_LANGUAGE}:
            # A state that is reached in a world of its own leaves no call here.
            responses[language] = site.again(language) if site.sent else _reached(state, language)
    for response in responses.values():
        assert response.status == status, response.text
    return responses, frozenset(call.path.partition("?")[0] for call in site.sent if call.method == "GET")


def _reached(state: State, language: str) -> Response:
    with world() as fresh, site_over(fresh, language) as site:
        return state(site)
