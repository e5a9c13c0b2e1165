"""`/v1/openapi.json`: the document of everything that is served, this route included."""

from chalicelib.rendering.languages import msgid
from chalicelib.web.api import Answer, Api, Operation
from chalicelib.web.calls import Call, Guard

api = Api(__name__)


@api.operation(
    Operation("GET", "/v1/openapi.json", "show_document", Guard.PUBLIC, msgid("The OpenAPI document"), None)
)
def show(call: Call) -> Answer:
    """Made when asked for: few ask, and every cold start would pay."""
    from chalicelib.web.openapi import document  # noqa: PLC0415
    from chalicelib.web.routes import APIS  # noqa: PLC0415 - the table holds this very module

    operations = [operation for one in APIS for operation in one.operations]
    settings = call.container.settings
    return Answer(document(operations, settings.public_url, f"{settings.brand_name}: requests"))
