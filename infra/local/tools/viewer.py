"""The API to try out: Swagger UI from a package, served by the local tools, and the calls that it makes.

A browser lets a page call its own origin only, so the tools hand its calls on to the app.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import flask_swagger_ui
import httpx
from werkzeug.exceptions import NotFound, ServiceUnavailable
from werkzeug.wrappers import Request, Response

from infra.local.loopback import loopback_client

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
PATH = "/viewer"
HANDED_ON = f"{PATH}/api"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PACKAGE = Path(flask_swagger_ui.__file__).parent / "dist"
_OWN = Path(__file__).parents[1] / "pages" / "tools"
ASSETS: Mapping[str, tuple[Path, str]] = {
    "swagger-ui.css": (_PACKAGE, "text/css; charset=utf-8"),
    "swagger-ui-bundle.js": (_PACKAGE, "text/javascript; charset=utf-8"),
    "viewer.js": (_OWN, "text/javascript; charset=utf-8"),
}
LARGEST_BODY = 1024 * 1024
SECONDS = 30.0
# What a browser sends of itself, and what belongs to one connection. The app gets everything else.
_NOT_SENT = {"host", "cookie", "origin", "referer", "connection", "content-length", "accept-encoding"}
_NOT_RETURNED = {
    "connection",
    "content-encoding",
    "content-length",
    "content-security-policy",
    "set-cookie",
    "transfer-encoding",
}


class Viewer:
    """Serves the viewer's files and hands its calls on to the app at this URL."""

    def __init__(self, app_url: str) -> None:
        self._app_url = app_url.rstrip("/")

    def asset(self, name: str) -> Response:
        """Return a file of the viewer. Raises `NotFound` for any other."""
        if name not in ASSETS:
            raise NotFound(f"the viewer has no file {name}")
        folder, content_type = ASSETS[name]
        return Response((folder / name).read_bytes(), content_type=content_type)

    def document(self) -> Response:
        """Return the app's OpenAPI document with the address at which the viewer's calls are handed on."""
        document = self._call("GET", "/v1/openapi.json").json()
        document["servers"] = [{"url": HANDED_ON}]
        return Response(json.dumps(document), content_type="application/json", headers={"Cache-Control": "no-store"})

    def hand_on(self, request: Request, path: str) -> Response:
        """Make the same call to the app and return its answer. Raises `ServiceUnavailable`."""
        request.max_content_length = LARGEST_BODY
        headers = {
            name: value
            for name, value in request.headers.items()
            if name.lower() not in _NOT_SENT and not name.lower().startswith("sec-")
        }
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        answer = self._call(request.method, f"/{quote(path)}{query}", headers, request.get_data())
        kept = [(name, value) for name, value in answer.headers.multi_items() if name.lower() not in _NOT_RETURNED]
        return Response(answer.content, answer.status_code, headers=kept)

    def _call(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> httpx.Response:
        try:
            with loopback_client(timeout=SECONDS) as client:
                return client.request(method, f"{self._app_url}{path}", headers=headers, content=body)
        except httpx.HTTPError as error:
            raise ServiceUnavailable(f"the app does not answer: {type(error).__name__}") from None
