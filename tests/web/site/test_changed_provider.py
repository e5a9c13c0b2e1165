"""After a change of the sign-in provider: browsers, sessions that are still open, and bearer tokens."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus

import pytest

from chalicelib import bootstrap
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.identity.person import Person
from chalicelib.web.page.sessions import session_from_cookie
from infra.local.find_running import RunningStack
from infra.token import id_token
from tests.services.access.stories import Account
from tests.services.sign_in.moving import LENGTH
from tests.sign_in import PARTNER, running_provider
from tests.web.signing_in import HOST, SESSION, Browser, with_cookies
from tests.world import World, person

USER = AccessRole.SMART_ACCOUNT_USER


@dataclass
class Changed:
    """The partner's session at the former issuer, and the site after the change."""

    browser: Browser
    session: str
    former: str
    present: str

    @property
    def world(self) -> World:
        """The system after the change."""
        return self.browser.world

    def bearer(self, issuer: str, method: str, path: str) -> int:
        """Return the status of a call with the partner's token of this issuer."""
        urls = {"sign_in": issuer, "app": HOST}
        token = id_token(RunningStack("test", urls, {"OIDC_CLIENT_ID": "smart-account-requests"}), PARTNER)
        response = self.browser.client.request(method, path, headers={"Authorization": f"Bearer {token}"})
        return response.status_code


def signed_in(world: World, secret: str) -> Person:
    """Return the person of a session."""
    return session_from_cookie(world.container, with_cookies(f"{SESSION}={secret}")).person


@pytest.fixture
def changed(issuer: str, browser: Browser) -> Iterator[Changed]:
    """Sign the partner in, who has a role, and change the provider."""
    world = browser.world
    Account.of(world).give(person(PARTNER), USER)
    assert browser.sign_in().status_code == HTTPStatus.SEE_OTHER
    session = str(browser.client.cookies[SESSION])
    with running_provider() as present:
        settings = replace(
            world.container.settings,
            oidc_issuer=present,
            oidc_former_issuer=issuer,
            oidc_former_issuer_until=world.clock.now() + LENGTH,
        )
        container = bootstrap.use(bootstrap.wire(settings, world.clock, backend=world.backend))
        yield Changed(replace(browser, world=replace(world, container=container)), session, issuer, present)


def test_a_browser_that_signs_in_again_is_the_person_whose_session_of_before_is_still_open(changed: Changed) -> None:
    before = signed_in(changed.world, changed.session)
    assert changed.browser.sign_in().status_code == HTTPStatus.SEE_OTHER

    secret = str(changed.browser.client.cookies[SESSION])
    assert secret != changed.session
    assert signed_in(changed.world, secret).person_id == before.person_id
    assert changed.browser.get("/directory").status_code == HTTPStatus.OK


def test_a_bearer_of_the_former_issuer_is_refused_and_one_of_the_present_issuer_has_its_roles(changed: Changed) -> None:
    rows = changed.world.rows()
    assert changed.bearer(changed.former, "GET", "/v1/accounts?q=university") == HTTPStatus.UNAUTHORIZED
    assert changed.bearer(changed.present, "GET", "/v1/accounts?q=university") == HTTPStatus.OK
    assert changed.world.rows() == rows

    assert changed.bearer(changed.present, "POST", "/v1/account-requests") != HTTPStatus.FORBIDDEN
    assert [key for key in changed.world.rows() if key not in rows and key[1] == "IDENTITY"] != []
