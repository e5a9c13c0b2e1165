"""One's own requests as a CSV file for spreadsheet programs."""

import csv

from tests.domain.text.scripts import SCRIPTS
from tests.web.browser_without_script import Site
from tests.world import person


def table(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))


def test_file_holds_ones_own_requests_newest_first_with_their_order_reference(site: Site) -> None:
    names = [account_name for _, account_name, _, _ in SCRIPTS.values()]
    requester = person("pat@scripts.example")
    for number, name in enumerate(names):
        site.world.submit(
            by=requester, account_name=name, domain_identifier=f"n{number}.example", order_reference=f"=PO {number}"
        )
        site.world.clock.advance(seconds=1)
    site.world.submit(domain_identifier="another.example")
    response = site.signed_in(requester).get("/requests/export")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="requests.csv"'
    rows = table(response.text)
    assert [row["account_name"] for row in rows] == names[::-1]
    assert rows[0]["order_reference"] == f"'=PO {len(names) - 1}"
    assert {row["status"] for row in rows} == {"pending_review"}


def test_list_leads_to_the_file(site: Site) -> None:
    site.world.submit()
    page = site.signed_in().get("/requests").page
    assert "/api/requests?format=csv" in {element.get("href") for element in page.elements_of("a")}
