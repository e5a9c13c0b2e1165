"""Every mail to the letter: its headers and text lie beside this file, so a changed word shows in a review.

`GOLDEN=write make test` writes them anew.
"""

import os
from pathlib import Path

import pytest

from tests.builders import Posted
from tests.rendering.mail.reading import IN_EVERY_LANGUAGE, name_of, read

GOLDEN = Path(__file__).with_name("golden")
HEADERS = ("From", "To", "Reply-To", "Subject", "Auto-Submitted", "Content-Language", "In-Reply-To")
NAMES = {name_of(posted) for posted in IN_EVERY_LANGUAGE}


def as_kept(posted: Posted) -> str:
    """The headers that people and their programs go by, and the text."""
    mail = read(posted)
    headers = [f"{name}: {mail.message[name]}" for name in HEADERS]
    return "\n".join([*headers, "", mail.text.rstrip(), ""])


@pytest.mark.parametrize("posted", IN_EVERY_LANGUAGE, ids=name_of)
def test_a_mail_says_what_it_said(posted: Posted) -> None:
    kept = GOLDEN / f"{name_of(posted)}.txt"
    if os.environ.get("GOLDEN") == "write":
        kept.write_text(as_kept(posted), encoding="utf-8")
    assert kept.read_text(encoding="utf-8") == as_kept(posted)


def test_no_mail_is_kept_that_is_not_sent_any_more() -> None:
    assert {one.stem for one in GOLDEN.glob("*.txt")} == NAMES
