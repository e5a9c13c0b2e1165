"""Every route is guarded, or is on the short list of those that are public."""

from app import app
from chalicelib.web.api.operations import Operation
from chalicelib.web.api.request_context import Guard
from chalicelib.web.middleware import CATCH_ALL, METHODS
from chalicelib.web.page.pages import Page
from chalicelib.web.routes import APIS, PAGES

OPERATIONS = [operation for api in APIS for operation in api.operations]
EVERY_PAGE = [page for pages in PAGES for page in pages.pages]
SERVED: list[Operation | Page] = [*OPERATIONS, *EVERY_PAGE]
PUBLIC = {
    ("GET", "/v1/approvals/{token}"),
    ("POST", "/v1/approvals/{token}/approve"),
    ("POST", "/v1/approvals/{token}/decline"),
    ("POST", "/v1/approvals/{token}/forward"),
    ("POST", "/v1/approvals/{token}/renew"),
    ("GET", "/v1/recovery-objections/{token}"),
    ("POST", "/v1/recovery-objections/{token}"),
    ("GET", "/v1/openapi.json"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
}
PUBLIC_PAGES = {
    ("GET", "/approvals/{token}"),
    ("GET", "/approvals/{token}/approve"),
    ("GET", "/approvals/{token}/decline"),
    ("GET", "/approvals/{token}/forward"),
    ("GET", "/approvals/{token}/cancel"),
    ("GET", "/approvals/{token}/renew"),
    ("POST", "/approvals/{token}/approve"),
    ("POST", "/approvals/{token}/decline"),
    ("POST", "/approvals/{token}/forward"),
    ("POST", "/approvals/{token}/renew"),
    ("GET", "/"),
    ("GET", "/recovery-objections/{token}"),
    ("POST", "/recovery-objections/{token}"),
    ("GET", "/help"),
    ("GET", "/help/recovery"),
    ("GET", "/link-again"),
    ("POST", "/link-again"),
    ("GET", "/accessibility"),
    ("GET", "/problems/{slug}"),
    ("GET", "/docs/api"),
    ("GET", "/docs/api/{part}"),
    ("GET", "/static/{name}"),
    ("GET", "/sign-in"),
    ("GET", "/sign-in/callback"),
    ("GET", "/sign-out"),
    ("POST", "/sign-out"),
}


def test_what_needs_no_sign_in_is_listed_here() -> None:
    assert {(one.method, one.path) for one in OPERATIONS if one.guard is Guard.PUBLIC} == PUBLIC
    assert {(one.method, one.path) for one in EVERY_PAGE if one.guard is Guard.PUBLIC} == PUBLIC_PAGES


def test_reviewers_without_a_role_pass_only_where_reviews_are() -> None:
    passing = {one.path for one in OPERATIONS if one.guard in {Guard.REVIEWER, Guard.ROLE_OR_REVIEWER}}
    assert passing == {
        "/v1/reviews",
        "/v1/account-requests/{request_id}",
        "/v1/account-requests/{request_id}/domain-proof",
        "/v1/account-requests/{request_id}/events",
        "/v1/account-requests/{request_id}/review",
        "/v1/recoveries/{recovery_id}/approve",
        "/v1/recoveries/{recovery_id}/decline",
        "/v1/access-requests",
        "/v1/access-requests/{access_request_id}",
        "/v1/access-requests/{access_request_id}/approve",
        "/v1/access-requests/{access_request_id}/decline",
    }


def test_every_route_of_the_app_is_an_operation_or_a_page_or_refuses() -> None:
    served = {
        (method, path)
        for path, entries in app.routes.items()
        for method, entry in entries.items()
        if entry.view_name not in {"method_not_allowed", "not_found"}
    }
    expected = {(one.method, one.path) for one in SERVED}
    assert served == expected | {("HEAD", path) for method, path in expected if method == "GET"}


def test_every_path_answers_every_method() -> None:
    assert {path: sorted(entries) for path, entries in app.routes.items()} == {
        path: sorted(METHODS) for path in [*{one.path for one in SERVED}, CATCH_ALL]
    }


def test_pages_and_api_share_no_path() -> None:
    assert all(one.path.startswith("/v1/") for one in OPERATIONS if one.path not in {"/healthz", "/readyz"})
    assert not any(one.path.startswith("/v1") for one in EVERY_PAGE)


def test_a_get_never_takes_a_body() -> None:
    assert [one.path for one in OPERATIONS if one.method == "GET" and one.body] == []
