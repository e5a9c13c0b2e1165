"""The local tools work for people and programs on this machine only."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from infra.local.aws.fault_injection import SesFault
from infra.local.aws.services import AwsEndpoint
from infra.local.clock import AdjustableClock
from infra.local.dns.records import DnsRecords
from infra.local.tools.controls import Controls
from infra.local.tools.mailbox import Mailbox, RawMail
from infra.local.tools.server import Tools

HTML_MAIL = (
    "From: a@vendor.example\nTo: b@x.example\nSubject: Hello <b>\nMIME-Version: 1.0\n"
    'Content-Type: text/html; charset="utf-8"\n\n<script>alert(1)</script><p>Hi</p>\n'
)
HOST = "127.0.0.1:8002"


class WorkerWithoutEvents:
    """Worker that sends one mail for each call, in an app without a function for mail events."""

    takes_mail_events = False

    def __init__(self, sent: list[RawMail]) -> None:
        self._sent = sent

    def work_until_quiet(self, schedule: bool = True) -> None:
        self._sent.append(RawMail("m2", ["c@x.example"], "Subject: two\n\nsee http://127.0.0.1:8000/x.\n"))


@pytest.fixture
def ses() -> AwsEndpoint:
    return AwsEndpoint(None)


@pytest.fixture
def clock(tmp_path: Path) -> AdjustableClock:
    return AdjustableClock(tmp_path / "clock")


@pytest.fixture
def client(ses: AwsEndpoint, clock: AdjustableClock, tmp_path: Path) -> Client:
    sent = [RawMail("m1", ["b@x.example", "b@x.example"], HTML_MAIL)]
    mailbox, records = Mailbox(lambda: sent, clock, tmp_path / "mails"), DnsRecords(tmp_path / "dns.json")
    controls = Controls(mailbox, clock, WorkerWithoutEvents(sent), ses, records)
    return Client(Tools(controls, "this-run", "http://127.0.0.1:1"))


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


def test_work_returns_number_of_mails_since_last_call(client: Client) -> None:
    assert post(client, "/work", {}).get_json() == {"sent": 2}
    assert post(client, "/work", {}).get_json() == {"sent": 1}


def test_work_without_schedule_is_yes_or_no(client: Client) -> None:
    assert post(client, "/work", {"schedule": False}).get_json() == {"sent": 2}
    assert post(client, "/work", {"schedule": "no"}).status_code == 400


def test_clock_advances_by_json(client: Client, clock: AdjustableClock) -> None:
    now = post(client, "/clock", {"advance_seconds": 86_400}).get_json()["now"]
    assert now.endswith("Z")
    assert clock.offset == timedelta(days=1)


def test_clock_advances_by_form_and_redirects_to_page(client: Client, clock: AdjustableClock) -> None:
    response = post_form(client, "/clock", {"advance_days": "91"})
    assert (response.status_code, response.location) == (303, "/")
    assert clock.offset == timedelta(days=91)


@pytest.mark.parametrize("value", [None, "soon", True, [], {}, -1, 1e400, float("nan"), 1e12])
def test_invalid_clock_advance_answers_400(client: Client, clock: AdjustableClock, value: Any) -> None:
    assert post(client, "/clock", {"advance_seconds": value}).status_code == 400
    assert clock.offset == timedelta()


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 60_000])
def test_body_that_is_not_json_object_answers_400(client: Client, body: bytes) -> None:
    response = client.post("/ses", data=body, headers={"Host": HOST, "Content-Type": "application/json"})
    assert response.status_code == 400
    assert "error" in response.get_json()


@pytest.mark.parametrize("fault", list(SesFault))
def test_ses_fault_can_be_set(client: Client, ses: AwsEndpoint, fault: SesFault) -> None:
    assert post(client, "/ses", {"fail": fault.value}).get_json() == {"fail": fault.value}
    assert ses.fault is fault


def test_unknown_ses_fault_answers_400(client: Client, ses: AwsEndpoint) -> None:
    assert post(client, "/ses", {"fail": "snow"}).status_code == 400
    assert ses.fault is SesFault.NONE


def test_mail_event_answers_501_without_handler(client: Client) -> None:
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
def test_request_from_other_origin_answers_403(client: Client, clock: AdjustableClock, headers: dict[str, str]) -> None:
    assert post(client, "/clock", {"advance_seconds": 60}, **headers).status_code == 403
    assert clock.offset == timedelta()


def test_foreign_host_name_answers_403(client: Client) -> None:
    assert get(client, "/messages.json", Host="evil.example:8002").status_code == 403


def test_mailbox_page_escapes_mails(client: Client) -> None:
    page = get(client, "/").text
    assert "Hello &lt;b&gt;" in page
    assert "script-src" not in get(client, "/").headers["Content-Security-Policy"]


def test_html_of_mail_is_sandboxed(client: Client) -> None:
    response = get(client, "/messages/m1/html")
    assert "<p>Hi</p>" in response.text
    assert response.headers["Content-Security-Policy"].startswith("sandbox ")
    assert 'sandbox="' in get(client, "/messages/m1").text


def test_page_of_mail_lists_its_links(client: Client) -> None:
    post(client, "/work", {})
    assert 'href="http://127.0.0.1:8000/x"' in get(client, "/messages/m2").text


def test_source_of_mail_is_plain_text(client: Client) -> None:
    response = get(client, "/messages/m1/source")
    assert response.mimetype == "text/plain"
    assert response.text.startswith("Message-ID: <m1@")
    assert response.text.endswith(HTML_MAIL)


def test_unknown_message_answers_404(client: Client) -> None:
    assert get(client, "/messages/m9").status_code == 404


RECORD = {"name": "_smart-account-proof.univ.example", "type": "TXT", "value": "sar-proof=abc"}


def test_dns_records_are_set_and_removed(client: Client) -> None:
    assert post(client, "/dns", RECORD).json == [RECORD]
    assert post(client, "/dns", {**RECORD, "name": "_Smart-Account-Proof.UNIV.example."}).json == [RECORD]
    assert RECORD["value"] in get(client, "/dns").text
    assert get(client, "/dns.json").json == [RECORD]
    assert post(client, "/dns/remove", RECORD).json == []


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"type": "MX"}, "type must be one of TXT, CNAME"),
        ({"name": ""}, "name and value must be given"),
        ({"value": ""}, "name and value must be given"),
        ({"value": "x" * 4001}, "name and value must be given"),
        ({"name": "a..b"}, "this is no record"),
        ({"name": f"{'x' * 64}.example"}, "this is no record"),
        ({"type": "CNAME", "value": "a..b"}, "this is no record"),
        ({"name": 1}, "must be texts"),
    ],
)
def test_what_is_no_dns_record_is_refused_and_changes_nothing(
    client: Client, changed: dict[str, Any], why: str
) -> None:
    refused = post(client, "/dns", RECORD | changed)
    assert refused.status_code == 400
    assert "the DNS is unchanged" in refused.text
    assert why in refused.text
    assert get(client, "/dns.json").json == []


def test_record_that_is_not_there_cannot_be_removed(client: Client) -> None:
    assert post(client, "/dns/remove", RECORD).status_code == 400


def test_form_for_dns_records_leads_back_to_its_page(client: Client) -> None:
    sent = client.post("/dns", data=RECORD | {"back": "/dns"}, headers={"Host": HOST, "Accept": "text/html"})
    assert (sent.status_code, sent.location) == (303, "/dns")
