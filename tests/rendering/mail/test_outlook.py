"""HTML mails are laid out for Outlook, whose engine knows cells, and neither max-width nor padding of a block."""

import re

import pytest

from tests.builders import DraftedMail
from tests.rendering.mail.reading import MAILS, name_of, read

# Elements whose padding or side border Outlook leaves out.
BLOCKS = re.compile(r'<(?:p|div|dl|dd|blockquote|a|span)\b[^>]*style="[^"]*(?:padding|border-left|max-width)')


@pytest.mark.parametrize("drafted", MAILS.values(), ids=name_of)
def test_mail_is_laid_out_by_tables(drafted: DraftedMail) -> None:
    html = read(drafted).html
    assert BLOCKS.findall(html) == []
    assert "<dl" not in html
    assert "<div" not in html
    tables = re.findall(r"<table\b[^>]*>", html)
    assert all('role="presentation"' in table and 'cellpadding="0"' in table for table in tables)
    assert html.count("<table") == html.count("</table>")


@pytest.mark.parametrize("drafted", MAILS.values(), ids=name_of)
def test_width_is_limited_by_a_table_that_outlook_alone_reads(drafted: DraftedMail) -> None:
    html = read(drafted).html
    assert re.search(r'<!--\[if mso\]><table role="presentation" width="600"[^>]*><tr><td><!\[endif\]-->', html)
    assert "<!--[if mso]></td></tr></table><![endif]-->" in html


@pytest.mark.parametrize("drafted", MAILS.values(), ids=name_of)
def test_cells_with_text_name_their_font_and_the_button_its_ground(drafted: DraftedMail) -> None:
    html = read(drafted).html
    cells = re.findall(r"<td\b[^>]*padding[^>]*>", html)
    assert cells
    assert all("font-family:Arial" in cell and "font-size:" in cell for cell in cells)
    for cell in re.findall(r"<td\b[^>]*border-radius[^>]*>", html):
        assert re.search(r'bgcolor="#[0-9a-f]{6}"', cell)
