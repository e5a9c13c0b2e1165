"""`/healthz` and `/readyz`: health probes."""

from chalicelib import VERSION
from chalicelib.rendering.languages import msgid
from chalicelib.web.api.operations import Api, ApiResponse, Operation
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.schemas.common import Health

api = Api(__name__)


@api.operation(Operation("GET", "/healthz", "health", Guard.PUBLIC, msgid("Whether the process answers"), Health))
def health(context: RequestContext) -> ApiResponse:
    """Report that the function runs, without using the database."""
    del context
    return ApiResponse(Health(status="ok", version=VERSION))


@api.operation(
    Operation("GET", "/readyz", "readiness", Guard.PUBLIC, msgid("Whether the database answers too"), Health)
)
def readiness(context: RequestContext) -> ApiResponse:
    """Check the keys by their ids, and the database by reading a key that does not exist."""
    ports = context.container.ports
    if ports.links.current_key and ports.audit.current:
        ports.store.account("readiness")
    return ApiResponse(Health(status="ok", version=VERSION))
