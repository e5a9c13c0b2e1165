"""The pages of the local tools: plain HTML without external resources."""

import re
from pathlib import Path
from typing import Any

import jinja2
from werkzeug.wrappers import Response

_PAGES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parents[1] / "pages" / "tools"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)
_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# A mail may have styles and inline pictures, but no scripts, forms or external resources; links open a window.
_MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; frame-ancestors 'self'"
)
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


def page(name: str, policy: str = _PAGE_POLICY, **values: Any) -> Response:
    return Response(
        _PAGES.get_template(name).render(values),
        content_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": policy, "Cache-Control": "no-store"},
    )


def style_sheet() -> Response:
    return Response(_PAGES.get_template("style.css").render(), content_type="text/css; charset=utf-8")


def framed(html: str) -> Response:
    """Return the HTML part of a mail for its iframe, restricted by a content security policy."""
    return Response(
        f'<base target="_blank">{html}',
        content_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": _MAIL_POLICY, "Cache-Control": "no-store"},
    )


def links_in(text: str) -> list[str]:
    """Return the distinct URLs in a text, in order."""
    return list(dict.fromkeys(_LINK.findall(text)))
