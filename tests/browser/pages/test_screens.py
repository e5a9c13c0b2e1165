"""`make screens` takes its pictures of the pages as they are: its walk ends, and every picture of the docs is taken."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from infra.screens import IN_DOCS, Photographer
from tests.contract.local_run import Run

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.matrix


def names(directory: Path) -> set[str]:
    return {picture.stem for picture in directory.glob("*.png")}


def test_every_picture_of_the_docs_is_taken(browser: "Browser", run: Run, tmp_path: Path) -> None:
    in_docs, others = tmp_path / "docs", tmp_path / "others"
    Photographer(browser, run.stack, dict.fromkeys(names(IN_DOCS), in_docs), others).take_all()
    assert names(in_docs) == names(IN_DOCS)
    assert names(others)
