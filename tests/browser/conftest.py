"""Fixtures: a local stack and a browser for the whole suite, and fresh pages for each test."""

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import pytest

from chalicelib.domain.languages import DEFAULT_LANGUAGE, LANGUAGES
from infra.local.chromium import chromium
from tests.contract.cast import Cast
from tests.contract.local_run import Run, private_run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MILLISECONDS = 20_000
# `make test` walks each journey in the default language, the matrix in all.
IN_EVERY_LANGUAGE = pytest.mark.parametrize(
    "language",
    [pytest.param(code, marks=() if code == DEFAULT_LANGUAGE else pytest.mark.matrix) for code in LANGUAGES],
)
NewPage = Callable[..., "Page"]


@pytest.fixture(scope="package")
def browser() -> Iterator["Browser"]:
    """Launch Chromium; skip the suite without it, except in CI."""
    executable = chromium()
    if executable is None and not os.environ.get("CI"):
        pytest.skip("no Chromium on the PATH: apt install chromium-headless-shell")
    playwright = pytest.importorskip("playwright.sync_api")
    playwright.expect.set_options(timeout=MILLISECONDS)
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def run(browser: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Start `python -m infra.run` on free ports, only if there is a browser."""
    del browser
    with private_run(tmp_path_factory.mktemp("run")) as run:
        yield run


@pytest.fixture(scope="package")
def cast(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """Provide people and domains."""
    return Cast(run, tmp_path_factory.mktemp("cast"))


@pytest.fixture
def new_page(browser: "Browser", run: Run) -> Iterator[NewPage]:
    """Open pages of the site, which are closed after the test."""
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
