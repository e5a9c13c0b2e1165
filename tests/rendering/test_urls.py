"""Every link starts with the configured address, with or without a path prefix."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.rendering.urls import Urls

PATHS: dict[str, Callable[[Urls], str]] = {
    "/directory": Urls.directory,
    "/accounts": Urls.accounts,
    "/accounts/a1": lambda urls: urls.account("a1"),
    "/accounts/a1/access": lambda urls: urls.ask_for_access("a1"),
    "/accounts/a1?done=changed": lambda urls: urls.account("a1", "changed"),
    "/accounts/a1/change": lambda urls: urls.change_account("a1"),
    "/accounts/a1/roles?part=v1": lambda urls: urls.account_roles("a1", part="v1"),
    "/accounts/a1/roles/g1/withdraw": lambda urls: urls.withdraw_role("a1", "g1"),
    "/accounts/a1/virtual-accounts?done=created": lambda urls: urls.virtual_accounts("a1", "created"),
    "/accounts/a1/virtual-accounts/v1": lambda urls: urls.virtual_account("a1", "v1"),
    "/requests/new": Urls.new_request,
    "/requests/new?from_request=r1": lambda urls: urls.new_request(from_request="r1"),
    "/requests/check": Urls.check_request,
    "/requests/r1": lambda urls: urls.request("r1"),
    "/requests/r1/withdraw": lambda urls: urls.request_action("r1", "withdraw"),
    "/requests/r1?history=50": lambda urls: urls.request("r1", history="50"),
    "/reviews": Urls.reviews,
    "/reviews?done=accept&decided=r1": lambda urls: urls.reviews(done="accept", decided="r1"),
    "/reviews/next?after=r1&done=accept": lambda urls: urls.next_review("r1", "accept"),
    "/access-requests": Urls.access_requests,
    "/access-requests?done=asked": lambda urls: urls.access_requests("asked"),
    "/access-requests?as=decider&cursor=c1": lambda urls: urls.access_requests(side="decider", cursor="c1"),
    "/access-requests/x1": lambda urls: urls.access_request("x1"),
    "/access-requests/x1/approve": lambda urls: urls.access_request_action("x1", "approve"),
    "/approvals/t1": lambda urls: urls.approval("t1"),
    "/approvals/t1/forward": lambda urls: urls.approval_action("t1", "forward"),
    "/sign-in": Urls.sign_in,
    "/sign-in/callback": Urls.sign_in_callback,
    "/sign-out": Urls.sign_out,
    "/docs/api": Urls.api_documentation,
    "/v1/accounts?cursor=c1": lambda urls: urls.api("accounts", cursor="c1"),
    "/problems/link-expired": lambda urls: urls.problem_page("link-expired"),
    "/help": Urls.help,
    "/accessibility": Urls.accessibility,
    "/static/app.css": lambda urls: urls.static("app.css"),
}


@pytest.mark.parametrize(
    "setting", ["https://vendor.example", "https://vendor.example/api", "https://vendor.example/api/"]
)
@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_below_the_configured_address(setting: str, path: str) -> None:
    assert PATHS[path](Urls(setting)) == setting.rstrip("/") + path


@pytest.mark.parametrize(
    ("setting", "prefix"), [("https://vendor.example", ""), ("https://vendor.example/api/", "/api")]
)
@pytest.mark.parametrize("path", PATHS)
def test_links_between_pages_keep_the_prefix_without_a_host(setting: str, prefix: str, path: str) -> None:
    assert PATHS[path](Urls(setting).within_site) == prefix + path


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_ids_and_phrases_cannot_change_the_target(text: str) -> None:
    urls = Urls("https://vendor.example/api")
    parts = urlsplit(urls.approval(text))
    assert (parts.netloc, parts.query, parts.fragment) == ("vendor.example", "", "")
    assert parts.path.count("/") == 3
    assert parse_qs(urlsplit(urls.accounts(phrase=text)).query, keep_blank_values=True) == {"q": [text]}


@given(st.dictionaries(st.sampled_from(["self", "segments", "query", "q", "cursor"]), st.text(min_size=1)))
def test_query_parameters_may_have_any_name(query: dict[str, str]) -> None:
    query_text = urlsplit(Urls("https://vendor.example").api("accounts", **query)).query
    assert parse_qs(query_text) == {name: [value] for name, value in query.items()}
