"""Access control and parsing of requests to the local tools."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from werkzeug.exceptions import BadRequest, Forbidden
from werkzeug.wrappers import Request

LOOPBACK_NAMES = {"127.0.0.1", "localhost", "::1"}
OWN_PAGES = {"same-origin", "none"}
MAX_BODY = 64 * 1024


def guard(request: Request) -> None:
    """Raise `Forbidden` for requests from pages of other origins, and for other host names (DNS rebinding).

    Programs send neither `Origin` nor `Sec-Fetch-Site`; browsers send at least one of them with every POST.
    """
    if urlsplit(f"//{request.host}").hostname not in LOOPBACK_NAMES:
        raise Forbidden("the tools answer on 127.0.0.1 and localhost only")
    if request.method not in {"GET", "HEAD"} and not _is_same_origin(request):
        raise Forbidden("a page of another origin may not use the tools")


def _is_same_origin(request: Request) -> bool:
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "none")
    return site in OWN_PAGES and (origin is None or origin == f"http://{request.host}")


def wants_page(request: Request) -> bool:
    """Whether a form was posted from a page; curl sends JSON with the media type of a form by default."""
    is_form = request.mimetype == "application/x-www-form-urlencoded"
    return is_form and not _body(request).startswith(b"{") and "text/html" in request.accept_mimetypes.values()


def _body(request: Request) -> bytes:
    request.max_content_length = MAX_BODY
    return request.get_data(cache=True).strip()


def fields(request: Request) -> dict[str, Any]:
    """Parse the JSON object or form; an empty body is an empty object. Raises `BadRequest`."""
    body = _body(request)
    if request.mimetype == "application/x-www-form-urlencoded" and not body.startswith(b"{"):
        return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    try:
        posted = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise BadRequest("the body is not JSON") from None
    if not isinstance(posted, dict):
        raise BadRequest("the body is not a JSON object")
    return posted


def page_to_return_to(request: Request) -> str:
    """Return the path of the page that posted the form, `/` by default."""
    back = str(fields(request).get("back", "/"))
    return back if back.startswith("/messages/") or back == "/dns" else "/"


def seconds(posted: dict[str, Any]) -> float:
    """Read `advance_seconds`, or `advance_days` of the form. Raises `BadRequest`."""
    value = posted.get("advance_seconds")
    factor = 1
    if value is None and "advance_days" in posted:
        value, factor = posted["advance_days"], 86_400
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise BadRequest("advance_seconds must be a number")
    try:
        return float(value) * factor
    except (ValueError, OverflowError):
        raise BadRequest("advance_seconds must be a number") from None
