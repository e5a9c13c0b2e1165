"""`/v1/recovery-objections/{token}`: object to a recovery; the link of the notice is the only credential."""

from chalicelib.domain.errors import Problem
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.rendering.languages import msgid
from chalicelib.services.recovery import objecting
from chalicelib.web.api.operations import Api, ApiResponse, Body, Operation
from chalicelib.web.api.parsing import read_shape
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.api.writing import carry_out
from chalicelib.web.recovery.serializers import objection_view
from chalicelib.web.schemas import bodies
from chalicelib.web.schemas import recoveries as schemas

api = Api(__name__)
PATH = "/v1/recovery-objections/{token}"
GONE = (Problem.LINK_UNKNOWN, Problem.LINK_SUPERSEDED)


@api.operation(
    Operation(
        "GET",
        PATH,
        "show_objection",
        Guard.PUBLIC,
        msgid("What the link of a notice is about"),
        schemas.ObjectionView,
        problems=GONE,
    )
)
def show(context: RequestContext, token: str) -> ApiResponse:
    """Return who is to become an administrator, and when. Changes nothing: scanners open links."""
    return _response(context, objecting.look(context.container.ports, token))


@api.operation(
    Operation(
        "POST",
        PATH,
        "object_to_recovery",
        Guard.PUBLIC,
        msgid("Object to a recovery"),
        schemas.ObjectionView,
        body=bodies.NoBody,
        problems=(*GONE, Problem.VALIDATION_FAILED, Problem.ACTION_NOT_ALLOWED),
    )
)
def object_to(context: RequestContext, token: str, body: Body) -> ApiResponse:
    """Object. A present administrator ends the recovery; anybody else who was mailed has two reviewers decide."""
    read_shape(body, bodies.NoBody)
    return carry_out(
        context,
        lambda ports: objecting.object_to_recovery(ports, token),
        lambda recovery: _response(context, recovery),
    )


def _response(context: RequestContext, recovery: Recovery) -> ApiResponse:
    view = objection_view(recovery, context.container.ports.clock.now())
    return ApiResponse(view, revision=recovery.revision)
