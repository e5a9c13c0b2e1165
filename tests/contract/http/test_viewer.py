"""The local tools serve a viewer of the API, which calls the app through them and nothing else."""

import pytest

from tests.contract.cast import PARTNER
from tests.contract.local_run import Run
from tests.contract.steps import form

VIEWER = "/viewer"


def url(run: Run, path: str) -> str:
    return f"{run.stack.urls['tools']}{VIEWER}{path}"


def test_viewer_loads_only_what_the_tools_serve(run: Run) -> None:
    response = run.client.get(url(run, ""))
    assert response.status_code == 200
    policy = response.headers["content-security-policy"]
    assert "script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    for name in ("swagger-ui.css", "swagger-ui-bundle.js", "viewer.js"):
        assert f'"{VIEWER}/{name}"' in response.text
        assert run.client.get(url(run, f"/{name}")).status_code == 200
    assert "<script>" not in response.text


@pytest.mark.parametrize("name", ["swagger-ui.js", "viewer.html", "..%2F..%2Frun.py", "%2Fetc%2Fpasswd"])
def test_viewer_serves_no_other_file(run: Run, name: str) -> None:
    assert run.client.get(url(run, f"/{name}")).status_code == 404


def test_viewer_shows_the_document_of_the_app_with_its_own_address(run: Run) -> None:
    document = run.client.get(url(run, "/openapi.json")).json()
    assert document["servers"] == [{"url": "/viewer/api"}]
    assert document["paths"] == run.document.document["paths"]


def test_call_of_the_viewer_is_answered_by_the_app(run: Run) -> None:
    headers = {"Authorization": f"Bearer {run.token(PARTNER)}", "Accept-Language": "fr"}
    found = run.client.get(url(run, "/api/v1/accounts"), params={"q": "acme"}, headers=headers)
    assert [account["account_name"] for account in found.json()["items"]][:1] == ["Acme"]
    dry = {"dry_run": "true"}
    tried = run.client.post(
        url(run, "/api/v1/account-requests"), params=dry, json=form("viewer.example"), headers=headers
    )
    assert (tried.status_code, tried.json()["status"]) == (200, "pending")
    refused = run.client.get(url(run, "/api/v1/accounts"))
    assert (refused.status_code, refused.headers["content-type"]) == (401, "application/problem+json")
    assert refused.headers["x-request-id"]


def test_page_of_another_origin_cannot_call_through_the_viewer(run: Run) -> None:
    headers = {"Authorization": f"Bearer {run.token(PARTNER)}", "Origin": "https://elsewhere.example"}
    response = run.client.post(url(run, "/api/v1/account-requests"), json={}, headers=headers)
    assert response.status_code == 403
