"""`/v1/openapi.json`: the OpenAPI document of all operations, including this one."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from chalicelib.rendering.languages import msgid
from chalicelib.web.api.operations import Api, ApiResponse, Operation
from chalicelib.web.api.request_context import Guard, RequestContext

if TYPE_CHECKING:
    from chalicelib.web.site.api_documentation import Documentation

# Called per request, because the table of operations is complete only after this route is registered.
Operations = Callable[[], Sequence[Operation]]


def api_of(operations: Operations) -> Api:
    """Create the route for the document of these operations."""
    api = Api(__name__)

    @api.operation(
        Operation("GET", "/v1/openapi.json", "show_document", Guard.PUBLIC, msgid("The OpenAPI document"), None)
    )
    def show(context: RequestContext) -> ApiResponse:
        return ApiResponse(document_of(context, operations))

    return api


def document_of(context: RequestContext, operations: Operations) -> Mapping[str, Any]:
    """Return the OpenAPI document, which nobody may change: it is built once for the settings of a container."""
    return _document(operations, *_told_by(context))


def documentation_of(context: RequestContext, operations: Operations) -> "Documentation":
    """Return the document as the pages show it, built once too."""
    return _documentation(operations, *_told_by(context))


def _told_by(context: RequestContext) -> Sequence[Any]:
    settings = context.container.settings
    return settings.public_url, f"{settings.brand_name}: requests", settings.support_address, settings.policy


@lru_cache(maxsize=2)
def _document(operations: Operations, *settings: Any) -> Mapping[str, Any]:
    # Imported here to keep cold starts fast.
    from chalicelib.web.api.openapi import document  # noqa: PLC0415

    return document(operations(), *settings)


@lru_cache(maxsize=2)
def _documentation(operations: Operations, *settings: Any) -> "Documentation":
    from chalicelib.web.site.api_documentation import documentation  # noqa: PLC0415 - see above

    return documentation(_document(operations, *settings))
