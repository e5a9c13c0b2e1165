"""`/static/{name}`: style sheets, script, icon and logo, with a hash of the content in the name."""

from pathlib import PurePath

from chalice.app import Response

from chalicelib.domain.errors import Problem, Refused
from chalicelib.rendering.pages.static_names import MEDIA_TYPES, plain, texts
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.pages import Page, Pages
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)


@pages.page(Page("GET", "/static/{name}", "static_file", Guard.PUBLIC))
def show(context: PageContext, name: str) -> Response:
    """Return a file that browsers may cache for ever. Only files of `chalicelib/static` can be read."""
    colour = context.brand.vendor.colour
    known = plain(name, colour)
    if known is None:
        raise Refused(Problem.NOT_FOUND)
    headers: dict[str, str | list[str]] = {
        "Content-Type": MEDIA_TYPES[PurePath(known).suffix],
        "Cache-Control": "public, max-age=31536000, immutable",
    }
    return Response(texts(colour)[known], headers)
