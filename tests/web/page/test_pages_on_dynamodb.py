"""A sample of the pages over DynamoDB (moto) are those of the fast table; `ALL=1` compares every page."""

import os
import re
from collections import Counter
from random import Random

import pytest

from tests.web.browser_without_script import Response, site_over
from tests.web.page.every_state import STATES, shown
from tests.world import aws_world

SAMPLE = list(STATES) if os.environ.get("ALL") else Random("pages").sample(list(STATES), 12)


def heading(response: Response) -> str:
    """Return the page's heading without the reference of a request, which is random."""
    return re.sub(r"SAR-\w{4}-\w{4}", "", response.page.texts("h1")[0])


@pytest.mark.parametrize("name", SAMPLE)
def test_page_on_dynamodb_is_that_of_the_fast_table(name: str) -> None:
    status, state = STATES[name]
    with aws_world() as world, site_over(world) as site:
        on_dynamodb = state(site)
    in_memory = shown(name)
    assert on_dynamodb.status == in_memory.status == status
    assert heading(on_dynamodb) == heading(in_memory)
    assert Counter(kind for kind, _ in on_dynamodb.page.elements) == Counter(
        kind for kind, _ in in_memory.page.elements
    )
