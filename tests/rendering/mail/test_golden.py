"""The headers and text of every mail, compared with stored files, so that every changed word shows in a review.

`GOLDEN=write make test` writes the files again.
"""

import os
from pathlib import Path

import pytest

from tests.builders import DraftedMail
from tests.rendering.mail.reading import IN_EVERY_LANGUAGE, name_of, read

GOLDEN = Path(__file__).with_name("golden")
HEADERS = ("From", "To", "Reply-To", "Subject", "Auto-Submitted", "Content-Language", "In-Reply-To")
NAMES = {name_of(drafted) for drafted in IN_EVERY_LANGUAGE}


def golden_text(drafted: DraftedMail) -> str:
    """Return the headers that people and programs use, and the text."""
    mail = read(drafted)
    headers = [f"{name}: {mail.message[name]}" for name in HEADERS]
    return "\n".join([*headers, "", mail.text.rstrip(), ""])


@pytest.mark.parametrize("drafted", IN_EVERY_LANGUAGE, ids=name_of)
def test_mail_equals_its_golden_file(drafted: DraftedMail) -> None:
    golden_file = GOLDEN / f"{name_of(drafted)}.txt"
    if os.environ.get("GOLDEN") == "write":
        golden_file.write_text(golden_text(drafted), encoding="utf-8")
    assert golden_file.read_text(encoding="utf-8") == golden_text(drafted)


def test_every_golden_file_belongs_to_a_mail() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == NAMES
