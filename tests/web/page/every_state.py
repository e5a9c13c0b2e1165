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
from tests.world import world

STATES = {**OF_LINKS, **SIGNED_IN, **RUNNING, **ACCESS, **PROGRAMS, **PROOFS, **RECOVERIES, **SIGN_IN}


def shown(name: str, language: str = DEFAULT_LANGUAGE) -> Response:
    """Return the page of that state."""
    return _in_every_language(name)[language]


@cache
def _in_every_language(name: str) -> Mapping[str, Response]:
    """Reach the state once, then send the last call in each language."""
    status, state = STATES[name]
    with world() as fresh, site_over(fresh, DEFAULT_LANGUAGE) as site:
        responses = {DEFAULT_LANGUAGE: state(site)}
        for language in set(LANGUAGES) - {DEFAULT_LANGUAGE}:
            # A state that is reached in a world of its own leaves no call here.
            responses[language] = site.again(language) if site.sent else _reached(state, language)
    for response in responses.values():
        assert response.status == status, response.text
    return responses


def _reached(state: State, language: str) -> Response:
    with world() as fresh, site_over(fresh, language) as site:
        return state(site)
