"""A local run and a browser for the whole suite, and a fresh window for each test."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import pytest

from tests.contract.cast import Cast
from tests.contract.local_run import Run, discreet_run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MILLISECONDS = 20_000
NewPage = Callable[..., "Page"]


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Debian's Chromium. Without it the suite is skipped, but never in CI."""
    executable = shutil.which("chromium")
    if executable is None and not os.environ.get("CI"):
        pytest.skip("no chromium on the PATH: apt install chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        one = started.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield one
        one.close()


@pytest.fixture(scope="session")
def run(browser: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """`python -m infra.run` on free ports; not started where there is no browser."""
    del browser
    with discreet_run(tmp_path_factory.mktemp("run")) as one:
        yield one


@pytest.fixture(scope="session")
def cast(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """Hands out people and domains."""
    return Cast(run, tmp_path_factory.mktemp("cast"))


@pytest.fixture
def new_page(browser: "Browser", run: Run) -> Iterator[NewPage]:
    """Opens windows of this site that end with the test."""
    contexts: list[Any] = []

    def open_page(**options: Any) -> "Page":
        context = browser.new_context(base_url=run.stack.urls["app"], **{"locale": "en-GB", **options})
        context.set_default_timeout(MILLISECONDS)
        context.on("request", lambda request: run.note_typed(dict(parse_qsl(request.post_data or ""))))
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
