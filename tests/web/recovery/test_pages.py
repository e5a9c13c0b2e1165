"""A recovery in the browser without a script: by proof, by reviewers, and with objections."""

from collections.abc import Iterator

import pytest

from tests.web.browser_without_script import Site, site_over
from tests.web.recovery.states import RECOVERIES
from tests.world import world


@pytest.fixture(params=["en", "fr"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """Serve the app to a reader of this language."""
    with world() as fresh, site_over(fresh, request.param) as served:
        yield served


@pytest.mark.parametrize(
    ("name", "en", "fr"),
    [
        ("recovery asked for", "Two reviewers are asked now.", "Deux valideurs sont maintenant sollicités."),
        ("recovery asked for with a proof", "Seven days’ notice", "Préavis de sept jours"),
        ("recovery approved as second", "Seven days’ notice", "Préavis de sept jours"),
        ("recovery declined", "Declined by a reviewer", "Refusée par un valideur"),
        ("recovery withdrawn", "The recovery is withdrawn.", "La récupération est retirée."),
        ("recovery after seven days", "Recovered", "Récupéré"),
        ("objection by an administrator", "The recovery has ended.", "La récupération est terminée."),
        ("objection by a role holder", "Two reviewers decide now", "Deux valideurs décident maintenant"),
    ],
)
def test_each_step_says_what_has_become_of_it(site: Site, name: str, en: str, fr: str) -> None:
    status, state = RECOVERIES[name]
    response = state(site)
    assert response.status == status
    assert (en if site.language == "en" else fr) in response.text


def test_policy_is_linked_from_help(site: Site) -> None:
    links = {link["href"] for link in site.get("/help").page.elements_of("a")}
    assert "/api/help/recovery" in {link.removeprefix("https://accounts.vendor.example") for link in links}


def test_policy_is_linked_from_the_account_and_where_it_has_no_administrator(site: Site) -> None:
    site.world.import_account("Lost", "lost.example")
    (lock,) = site.world.ports.store.locks("lost.example")
    visitor = site.signed_in()
    for path in (f"/accounts/{lock.account_id}", f"/accounts/{lock.account_id}/access"):
        assert "/help/recovery" in visitor.get(path).text


def test_opening_the_link_of_a_notice_writes_nothing_and_needs_no_sign_in(site: Site) -> None:
    response = RECOVERIES["link to object"][1](site)
    before = site.world.rows()
    for _ in range(3):
        assert site.again(site.language).status == response.status == 200
    assert site.world.rows() == before
