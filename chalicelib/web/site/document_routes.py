"""`/v1/openapi.json`: the document of everything that is served, this route included."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chalicelib.rendering.languages import msgid
from chalicelib.web.api.operations import Api, ApiResponse, Operation
from chalicelib.web.api.request_context import Guard, RequestContext

# The operations are asked for at a call: the table of routes is complete only after this route is in it.
Operations = Callable[[], Sequence[Operation]]


def api_of(operations: Operations) -> Api:
    """The route of the document of these operations."""
    api = Api(__name__)

    @api.operation(
        Operation("GET", "/v1/openapi.json", "show_document", Guard.PUBLIC, msgid("The OpenAPI document"), None)
    )
    def show(context: RequestContext) -> ApiResponse:
        return ApiResponse(document_of(context, operations()))

    return api


def document_of(context: RequestContext, operations: Sequence[Operation]) -> Mapping[str, Any]:
    """The OpenAPI document. Its builder is imported at a call, so that no cold start pays for it."""
    from chalicelib.web.api.openapi import document  # noqa: PLC0415

    settings = context.container.settings
    return document(operations, settings.public_url, f"{settings.brand_name}: requests")
