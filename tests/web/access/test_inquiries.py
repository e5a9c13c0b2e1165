"""A newcomer's answers do not depend on what there is: status, bytes and headers, over JSON and on the page."""

import json
import re
from collections.abc import Mapping

import pytest

from tests.backends.backend import MemoryBackend
from tests.services.access.test_inquiries import WHAT_IS_THERE
from tests.web.access.inquiry_stories import NEWCOMER
from tests.web.api.populated_site import with_tokens
from tests.web.browser_without_script import Response, Site, site_over
from tests.world import SETTINGS, world_over

# What differs between two calls whatever they ask for.
OF_EACH_CALL = re.compile(r"[0-9a-f]{22,32}|[0-9a-f-]{36}|v1\.[\w.-]+|[\w-]{43}")


def answer_of(response: Response) -> tuple[int, str, Mapping[str, str]]:
    """Return status, body and headers without ids and tokens."""
    headers = {name: OF_EACH_CALL.sub("…", str(value)) for name, value in response.headers.items()}
    return response.status, OF_EACH_CALL.sub("…", response.text), headers


def answers(there: str) -> list[tuple[int, str, Mapping[str, str]]]:
    """What a newcomer is answered who asks over JSON and on the page, before and after it is looked up."""
    world = world_over(MemoryBackend(), SETTINGS)
    WHAT_IS_THERE[there](world)
    with site_over(with_tokens(world, NEWCOMER)) as site:
        visitor = site.signed_in(NEWCOMER, role=None)
        made = [over_json(site)]
        world.clock.advance(minutes=1)
        made.append(visitor.fill_in(visitor.get("/inquiries"), "/inquiries", account="univ.example"))
        world.work()
        listed = [site.get("/v1/inquiries", **bearer()), visitor.get("/inquiries")]
        inquiry_id = json.loads(made[0].text)["inquiry_id"]
        again = {**bearer(), "Idempotency-Key": "another-key"}
        back = [site.send("POST", f"/v1/inquiries/{inquiry_id}/withdraw", again)]
        back += [site.send("POST", f"/v1/inquiries/{inquiry_id}/withdraw", bearer())]
        (other,) = [one for one in json.loads(listed[0].text)["items"] if one["inquiry_id"] != inquiry_id]
        back.append(visitor.fill_in(listed[1], f"/inquiries/{other['inquiry_id']}/withdraw"))
        back += [site.get("/v1/inquiries", **bearer()), visitor.get("/inquiries")]
        world.work()
        back += [site.get("/v1/inquiries", **bearer()), visitor.get("/inquiries")]
        return [answer_of(response) for response in (*made, *listed, *back)]


def bearer() -> dict[str, str]:
    return {"Authorization": f"Bearer {NEWCOMER.email}", "Accept": "application/json"}


def over_json(site: Site) -> Response:
    body = json.dumps({"account": "univ.example", "note": "For the renewal."}).encode()
    headers = {**bearer(), "Content-Type": "application/json", "Idempotency-Key": "the-key"}
    return site.send("POST", "/v1/inquiries", headers, body)


@pytest.fixture(scope="module")
def of_nothing() -> list[tuple[int, str, Mapping[str, str]]]:
    return answers("unknown")


@pytest.mark.parametrize("there", WHAT_IS_THERE)
def test_answers_are_the_same_whatever_is_there(of_nothing: list[object], there: str) -> None:
    assert answers(there) == of_nothing


def test_answers_are_those_of_asking_and_taking_back(of_nothing: list[tuple[int, str, Mapping[str, str]]]) -> None:
    assert [status for status, _, _ in of_nothing] == [202, 303, 200, 200, 200, 409, 303, *[200] * 4]
    assert [json.loads(of_nothing[place][1])["status"] for place in (0, 4)] == ["waiting", "withdrawn"]


def test_page_for_people_without_a_role_leads_to_the_form(site: Site) -> None:
    page = site.signed_in(NEWCOMER, role=None).get("/directory").page
    assert "/api/inquiries" in [link["href"] for link in page.elements_of("a")]
