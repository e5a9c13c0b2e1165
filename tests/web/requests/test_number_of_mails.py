"""The check page counts the mails that will be sent, and as many are sent."""

import re
from dataclasses import replace
from typing import Any

import pytest

from tests.web.browser_without_script import Response, Site, site_over
from tests.web.requests.stories import FILLED
from tests.world import SETTINGS, world

NUMBER = re.compile(r"(\d+) mails? will be sent\.")
CASES: dict[str, tuple[dict[str, str], dict[str, tuple[str, ...]], int]] = {
    "one approver": ({"customer_emails/2": ""}, {}, 2),
    "two approvers": ({}, {}, 3),
    "two administrators of one account": ({}, {"labs": ("ada@univ.example", "bo@univ.example")}, 5),
    "one administrator of two accounts": ({}, {"labs": ("ada@univ.example",), "lib": ("ada@univ.example",)}, 4),
    "an account without administrators": ({}, {"labs": ()}, 3),
    "in review": ({"customer_emails/0": "it@elsewhere.example"}, {"labs": ("ada@univ.example",)}, 2),
}


def check_page(visitor: Site, **typed: Any) -> Response:
    return visitor.fill_in(visitor.get("/requests/new"), "/requests/check", **{**FILLED, **typed})


@pytest.mark.parametrize("case", CASES)
def test_as_many_mails_are_sent_as_the_check_page_says(case: str) -> None:
    typed, accounts, expected = CASES[case]
    settings = replace(SETTINGS, reviewer_addresses=("rae@vendor.example", "rex@vendor.example"))
    with world(settings) as fresh, site_over(fresh) as site:
        for name, administrators in accounts.items():
            fresh.import_account(f"Institute {name}", f"{name}.univ.example", administrators)
        visitor = site.signed_in()
        page = check_page(visitor, **typed)
        found = NUMBER.search(page.page.text)
        assert found is not None
        tick = {"needs_another": "true"} if accounts else {}
        assert visitor.fill_in(page, "/requests", **tick).status == 303
        assert (int(found[1]), len(fresh.work())) == (expected, expected)


def test_administrators_of_a_restricted_account_are_not_counted(site: Site) -> None:
    site.world.import_account("Laboratory", "labs.univ.example", ("ada@univ.example",), "restricted")
    assert "3 mails will be sent." in check_page(site.signed_in()).page.text
