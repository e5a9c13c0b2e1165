"""The local tools do what docs/api-contract.md "Local tools" says, for people and programs on this machine only."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from infra.local.aws.fault_injection import Weather
from infra.local.aws.services import FrontDoor
from infra.local.clock import AdjustableClock
from infra.local.tools.controls import Controls
from infra.local.tools.mailbox import Mailbox, RawMail
from infra.local.tools.server import Tools

HTML_MAIL = (
    "From: a@vendor.example\nTo: b@x.example\nSubject: Hello <b>\nMIME-Version: 1.0\n"
    'Content-Type: text/html; charset="utf-8"\n\n<script>alert(1)</script><p>Hi</p>\n'
)
HOST = "127.0.0.1:8002"


class WorkerWithoutEvents:
    """Sends one mail whenever it is told to work."""

    takes_mail_events = False

    def __init__(self, sent: list[RawMail]) -> None:
        self._sent = sent

    def work_until_quiet(self) -> None:
        self._sent.append(RawMail("m2", ["c@x.example"], "Subject: two\n\nsee http://127.0.0.1:8000/x.\n"))


@pytest.fixture
def ses() -> FrontDoor:
    return FrontDoor(None)


@pytest.fixture
def clock(tmp_path: Path) -> AdjustableClock:
    return AdjustableClock(tmp_path / "clock")


@pytest.fixture
def client(ses: FrontDoor, clock: AdjustableClock) -> Client:
    sent = [RawMail("m1", ["b@x.example", "b@x.example"], HTML_MAIL)]
    controls = Controls(Mailbox(lambda: sent, clock), clock, WorkerWithoutEvents(sent), ses)
    return Client(Tools(controls, "this-run"))


def get(client: Client, path: str, **headers: str) -> TestResponse:
    return client.get(path, headers={"Host": HOST} | headers)


def post(client: Client, path: str, body: Any, **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(path, json=body, headers={"Host": HOST} | named)


def post_form(client: Client, path: str, fields: dict[str, str]) -> TestResponse:
    headers = {"Host": HOST, "Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    return client.post(path, data=fields, headers=headers)


def ids(messages: Sequence[dict[str, Any]]) -> list[str]:
    return [message["id"] for message in messages]


def test_messages_are_listed_newest_last(client: Client) -> None:
    post(client, "/work", {})
    assert ids(get(client, "/messages.json").get_json()) == ["m1", "m2"]


def test_work_says_how_many_mails_went_out_since_it_was_last_asked(client: Client) -> None:
    assert post(client, "/work", {}).get_json() == {"sent": 2}
    assert post(client, "/work", {}).get_json() == {"sent": 1}


def test_the_clock_advances_by_json(client: Client, clock: AdjustableClock) -> None:
    now = post(client, "/clock", {"advance_seconds": 86_400}).get_json()["now"]
    assert now.endswith("Z")
    assert clock.offset == timedelta(days=1)


def test_the_clock_advances_by_form_and_shows_the_page_again(client: Client, clock: AdjustableClock) -> None:
    answer = post_form(client, "/clock", {"advance_days": "91"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert clock.offset == timedelta(days=91)


@pytest.mark.parametrize("value", [None, "soon", True, [], {}, -1, 1e400, float("nan"), 1e12])
def test_a_senseless_advance_is_refused(client: Client, clock: AdjustableClock, value: Any) -> None:
    assert post(client, "/clock", {"advance_seconds": value}).status_code == 400
    assert clock.offset == timedelta()


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 60_000])
def test_a_body_that_is_no_object_is_refused(client: Client, body: bytes) -> None:
    answer = client.post("/ses", data=body, headers={"Host": HOST, "Content-Type": "application/json"})
    assert answer.status_code == 400
    assert "error" in answer.get_json()


@pytest.mark.parametrize("weather", list(Weather))
def test_the_weather_changes(client: Client, ses: FrontDoor, weather: Weather) -> None:
    assert post(client, "/ses", {"fail": weather.value}).get_json() == {"fail": weather.value}
    assert ses.weather is weather


def test_unknown_weather_is_refused(client: Client, ses: FrontDoor) -> None:
    assert post(client, "/ses", {"fail": "snow"}).status_code == 400
    assert ses.weather is Weather.NONE


def test_a_mail_event_is_refused_while_the_app_does_not_listen(client: Client) -> None:
    assert post(client, "/ses-events", {"id": "m1", "type": "bounce"}).status_code == 501
    assert post(client, "/ses-events", {"id": "m0", "type": "bounce"}).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8000"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_a_page_of_another_origin_may_not_drive_the_tools(
    client: Client, clock: AdjustableClock, headers: dict[str, str]
) -> None:
    assert post(client, "/clock", {"advance_seconds": 60}, **headers).status_code == 403
    assert clock.offset == timedelta()


def test_a_name_that_merely_resolves_to_this_machine_is_refused(client: Client) -> None:
    assert get(client, "/messages.json", Host="evil.example:8002").status_code == 403


def test_the_mailbox_page_shows_mails_escaped(client: Client) -> None:
    page = get(client, "/").text
    assert "Hello &lt;b&gt;" in page
    assert "script-src" not in get(client, "/").headers["Content-Security-Policy"]


def test_a_mails_html_is_shut_in(client: Client) -> None:
    answer = get(client, "/messages/m1/html")
    assert "<p>Hi</p>" in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("sandbox ")
    assert 'sandbox="' in get(client, "/messages/m1").text


def test_a_mails_page_offers_its_links(client: Client) -> None:
    post(client, "/work", {})
    assert 'href="http://127.0.0.1:8000/x"' in get(client, "/messages/m2").text


def test_a_mails_source_is_plain_text(client: Client) -> None:
    answer = get(client, "/messages/m1/source")
    assert (answer.mimetype, answer.text) == ("text/plain", HTML_MAIL)


def test_an_unknown_message_is_a_404(client: Client) -> None:
    assert get(client, "/messages/m9").status_code == 404
