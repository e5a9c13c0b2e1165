"""The service about itself: its OpenAPI document and its health."""

from chalicelib.rendering.languages import msgid
from chalicelib.web.api.operations import Answer, Api, Operation
from chalicelib.web.api.request_context import Call, Guard
from chalicelib.web.schemas.common import Health

api = Api(__name__)


@api.operation(Operation("GET", "/healthz", "health", Guard.PUBLIC, msgid("Whether the process answers"), Health))
def health(call: Call) -> Answer:
    """Touches nothing: it says that this function runs."""
    del call
    return Answer(Health(status="ok"))


@api.operation(
    Operation("GET", "/readyz", "readiness", Guard.PUBLIC, msgid("Whether the database answers too"), Health)
)
def readiness(call: Call) -> Answer:
    """One read of a key that does not exist."""
    call.container.ports.store.account("readiness")
    return Answer(Health(status="ok"))
