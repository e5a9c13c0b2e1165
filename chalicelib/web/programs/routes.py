"""`/v1/accounts/{account_id}/programs`: invite programs and revoke them; `/v1/programs/confirm` binds a client."""

from http import HTTPStatus

import msgspec

from chalicelib.domain.errors import Problem
from chalicelib.domain.programs.changes import InvitationForm
from chalicelib.domain.programs.program import Program
from chalicelib.domain.validation import FieldChecks
from chalicelib.rendering.languages import msgid
from chalicelib.services.programs.administration import (
    NewProgram,
    invite_program,
    program_among,
    programs_file,
    revoke_program,
)
from chalicelib.services.programs.confirming import confirm_program
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.accounts.administration_routes import CHANGING, ONE, RUNNING
from chalicelib.web.api.ids import read_id
from chalicelib.web.api.operations import Api, ApiResponse, Body, Operation
from chalicelib.web.api.parsing import read_shape, shaped
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.api.writing import carry_out
from chalicelib.web.programs.serializers import administered_program, invited_program, program_view
from chalicelib.web.schemas import bodies
from chalicelib.web.schemas import programs as schemas

api = Api(__name__)
PROGRAMS = f"{ONE}/programs"
PROGRAM = f"{PROGRAMS}/{{program_id}}"


@api.operation(
    Operation(
        "GET",
        PROGRAMS,
        "list_programs",
        Guard.ROLE,
        msgid("The programs that may act for an account"),
        schemas.ProgramList,
        problems=RUNNING,
    )
)
def list_programs(context: RequestContext, account_id: str) -> ApiResponse:
    """List invitations and programs with their last use, for administrators."""
    ports = context.container.ports
    with collect_unreadable() as unreadable:
        file, now = programs_file(ports, context.caller, account_id), ports.clock.now()
    views = [administered_program(one, file.uses.get(one.program_id), now) for one in file.programs.programs]
    return ApiResponse(schemas.ProgramList(items=views, unreadable=unreadable.entries))


@api.operation(
    Operation(
        "POST",
        PROGRAMS,
        "invite_program",
        Guard.ROLE,
        msgid("Invite a program to act for an account"),
        schemas.InvitedProgram,
        HTTPStatus.CREATED,
        schemas.InvitationBody,
        problems=(*CHANGING, Problem.TOO_MANY_PROGRAMS),
    )
)
def invite(context: RequestContext, account_id: str, body: Body) -> ApiResponse:
    """Invite a program and tell its code, which is in no answer that is kept."""
    read = read_shape(body, schemas.InvitationBody)
    form, codes = InvitationForm(read.label, read.scopes, read.team_email, read.valid_days), list[str]()

    def made(invited: NewProgram) -> ApiResponse:
        codes.append(invited.code)
        program, ports = invited.program, context.container.ports
        location = context.container.urls.api("accounts", account_id, "programs", program.program_id)
        view = invited_program(program, ports.clock.now())
        return ApiResponse(view, HTTPStatus.CREATED, {"Location": location}, program.revision)

    response = carry_out(context, lambda ports: invite_program(ports, context.caller, account_id, form), made)
    return _with_code(response, codes[-1])


@api.operation(
    Operation(
        "GET",
        PROGRAM,
        "show_program",
        Guard.ROLE,
        msgid("One program of an account"),
        schemas.AdministeredProgram,
        problems=(*RUNNING, Problem.PROGRAM_UNKNOWN),
    )
)
def show(context: RequestContext, account_id: str, program_id: str) -> ApiResponse:
    """Return an invitation or a program."""
    file = programs_file(context.container.ports, context.caller, account_id)
    program = program_among(file.programs, program_id)
    now = context.container.ports.clock.now()
    return ApiResponse(administered_program(program, file.uses.get(program_id), now), revision=program.revision)


@api.operation(
    Operation(
        "POST",
        f"{PROGRAM}/revoke",
        "revoke_program",
        Guard.ROLE,
        msgid("End what a program may do, at once"),
        schemas.ProgramView,
        body=bodies.NoBody,
        problems=(*CHANGING, Problem.PROGRAM_UNKNOWN),
    )
)
def revoke(context: RequestContext, account_id: str, program_id: str, body: Body) -> ApiResponse:
    """Revoke an invitation or a program."""
    read_shape(body, bodies.NoBody)
    return carry_out(
        context,
        lambda ports: revoke_program(ports, context.caller, account_id, program_id),
        lambda program: _response(context, program),
    )


@api.operation(
    Operation(
        "POST",
        "/v1/programs/confirm",
        "confirm_program",
        Guard.CLIENT,
        msgid("Bind the calling client to the account that has invited it"),
        schemas.ProgramView,
        body=schemas.ConfirmationBody,
        problems=(Problem.VALIDATION_FAILED, Problem.PROGRAM_CODE_UNKNOWN),
    )
)
def confirm(context: RequestContext, body: Body) -> ApiResponse:
    """Confirm the code with an access token of the client itself, so that nobody binds the client of others."""
    checks = FieldChecks()
    code = checks.read("/code", read_id, shaped(body, schemas.ConfirmationBody, checks).code)
    checks.done()
    client = context.client
    return carry_out(
        context, lambda ports: confirm_program(ports, client, code), lambda program: _response(context, program)
    )


def _response(context: RequestContext, program: Program) -> ApiResponse:
    view = program_view(program, context.container.ports.clock.now())
    return ApiResponse(view, revision=program.revision)


def _with_code(response: ApiResponse, code: str) -> ApiResponse:
    body = msgspec.structs.replace(response.body, code=code) if isinstance(response.body, msgspec.Struct) else None
    return ApiResponse(body, response.status, response.headers, response.revision)
