"""`/static/{name}`: style sheet, script and icon, with a hash of the content in the name."""

from chalice.app import Response

from chalicelib.domain.errors import Problem, Refused
from chalicelib.rendering.pages.static_names import MEDIA_TYPES, plain, texts
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.pages import Page, Pages
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)


@pages.page(Page("GET", "/static/{name}", "static_file", Guard.PUBLIC))
def show(context: PageContext, name: str) -> Response:
    """Return a file that browsers may cache for ever. Only files in `MEDIA_TYPES` can be read."""
    del context
    known = plain(name)
    if known is None:
        raise Refused(Problem.NOT_FOUND)
    headers: dict[str, str | list[str]] = {
        "Content-Type": MEDIA_TYPES[known],
        "Cache-Control": "public, max-age=31536000, immutable",
    }
    return Response(texts()[known], headers)
