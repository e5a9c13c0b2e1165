"""HTTP server of the local tools: mailbox, clock, SES faults, DNS records and work on demand.

Scripts use `/messages.json`, `/clock`, `/work`, `/ses`, `/ses-events` and `/dns`; people try out the API at `/viewer`.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from infra.local.aws.fault_injection import SesFault
from infra.local.dns.records import TYPES
from infra.local.tools import viewer
from infra.local.tools.controls import Controls, ToolError
from infra.local.tools.mailbox import Mail
from infra.local.tools.pages import framed, links_in, page, style_sheet
from infra.local.tools.requests import fields, guard, page_to_return_to, seconds, wants_page
from infra.local.tools.viewer import Viewer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_ROUTES = Map(
    [
        Rule("/", endpoint="mailbox", methods=["GET"]),
        Rule("/style.css", endpoint="style", methods=["GET"]),
        Rule("/stack.json", endpoint="stack", methods=["GET"]),
        Rule("/messages.json", endpoint="messages", methods=["GET"]),
        Rule("/messages/<mail_id>", endpoint="message", methods=["GET"]),
        Rule("/messages/<mail_id>/html", endpoint="html", methods=["GET"]),
        Rule("/messages/<mail_id>/source", endpoint="source", methods=["GET"]),
        Rule(viewer.PATH, endpoint="viewer", methods=["GET"]),
        Rule(f"{viewer.PATH}/openapi.json", endpoint="document", methods=["GET"]),
        Rule(f"{viewer.PATH}/<name>", endpoint="asset", methods=["GET"]),
        Rule(f"{viewer.HANDED_ON}/<path:path>", endpoint="hand_on", methods=list(viewer.METHODS)),
        Rule("/clock", endpoint="clock", methods=["GET"]),
        Rule("/clock", endpoint="advance", methods=["POST"]),
        Rule("/work", endpoint="work", methods=["POST"]),
        Rule("/ses", endpoint="fault", methods=["GET"]),
        Rule("/ses", endpoint="set_fault", methods=["POST"]),
        Rule("/ses-events", endpoint="mail_event", methods=["POST"]),
        Rule("/dns", endpoint="dns", methods=["GET"]),
        Rule("/dns.json", endpoint="dns_records", methods=["GET"]),
        Rule("/dns", endpoint="set_dns", methods=["POST"]),
        Rule("/dns/remove", endpoint="remove_dns", methods=["POST"]),
    ]
)


class Tools:
    """The WSGI application; `stack` is the id of the run, which distinguishes it from a dead run on the same port."""

    def __init__(self, controls: Controls, stack: str, app_url: str) -> None:
        self._controls = controls
        self._api = Viewer(app_url)
        self._stack_id = stack

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        request = Request(environ)
        try:
            response = self._dispatch(request)
        except HTTPException as refusal:
            response = _json({"error": refusal.description}, refusal.code or 500)
        except ToolError as refusal:
            response = _json({"error": str(refusal)}, refusal.status)
        return response(environ, start_response)

    def _dispatch(self, request: Request) -> Response:
        guard(request)
        endpoint, values = _ROUTES.bind_to_environ(request.environ).match()
        result = getattr(self, f"_{endpoint}")(request, **values)
        if isinstance(result, Response):
            return result
        return redirect(page_to_return_to(request), 303) if wants_page(request) else _json(result)

    def _mailbox(self, _: Request) -> Response:
        return page(
            "mailbox.html",
            mails=self._controls.mails()[::-1],
            now=self._controls.now(),
            offset=self._controls.offset(),
            fault=self._controls.fault(),
            faults=list(SesFault),
        )

    def _dns(self, _: Request) -> Response:
        return page("dns.html", records=self._controls.dns_records(), types=TYPES)

    def _dns_records(self, _: Request) -> list[dict[str, str]]:
        return [asdict(record) for record in self._controls.dns_records()]

    def _set_dns(self, request: Request) -> list[dict[str, str]]:
        self._controls.set_dns_record(*_record_in(request))
        return self._dns_records(request)

    def _remove_dns(self, request: Request) -> list[dict[str, str]]:
        self._controls.remove_dns_record(*_record_in(request))
        return self._dns_records(request)

    def _viewer(self, _: Request) -> Response:
        return page("viewer.html", policy=viewer.POLICY)

    def _document(self, _: Request) -> Response:
        return self._api.document()

    def _asset(self, _: Request, name: str) -> Response:
        return self._api.asset(name)

    def _hand_on(self, request: Request, path: str) -> Response:
        return self._api.hand_on(request, path)

    def _style(self, _: Request) -> Response:
        return style_sheet()

    def _stack(self, _: Request) -> dict[str, str]:
        return {"id": self._stack_id}

    def _messages(self, _: Request) -> list[dict[str, Any]]:
        return [mail.as_json() for mail in self._controls.mails()]

    def _message(self, _: Request, mail_id: str) -> Response:
        mail = self._find(mail_id)
        return page(
            "message.html",
            mail=mail,
            links=links_in(mail.text),
            kinds=self._controls.mail_event_kinds(),
        )

    def _html(self, _: Request, mail_id: str) -> Response:
        return framed(self._find(mail_id).html)

    def _source(self, _: Request, mail_id: str) -> Response:
        return Response(self._find(mail_id).raw, content_type="text/plain; charset=utf-8")

    def _clock(self, _: Request) -> dict[str, str]:
        return {"now": self._controls.now()}

    def _advance(self, request: Request) -> dict[str, str]:
        return {"now": self._controls.advance(seconds(fields(request)))}

    def _work(self, request: Request) -> dict[str, int]:
        return {"sent": self._controls.work(fields(request).get("schedule", True))}

    def _fault(self, _: Request) -> dict[str, str]:
        return {"fail": self._controls.fault()}

    def _set_fault(self, request: Request) -> dict[str, str]:
        return {"fail": self._controls.set_fault(fields(request).get("fail"))}

    def _mail_event(self, request: Request) -> dict[str, str]:
        posted = fields(request)
        mail = self._find(str(posted.get("id")))
        return {"id": mail.id, "type": self._controls.report(mail, posted.get("type"))}

    def _find(self, mail_id: str) -> Mail:
        for mail in self._controls.mails():
            if mail.id == mail_id:
                return mail
        raise NotFound(f"there is no message {mail_id}")


def _record_in(request: Request) -> tuple[Any, Any, Any]:
    posted = fields(request)
    return posted.get("name"), posted.get("type", TYPES[0]), posted.get("value")


def _json(value: Any, status: int = 200) -> Response:
    return Response(
        json.dumps(value, ensure_ascii=False, indent=1) + "\n",
        status,
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
