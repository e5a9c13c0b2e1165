"""Cells of CSV that a spreadsheet program would take for a formula: an export marks them, an import undoes that."""

from chalicelib.domain.patterns import pattern

MARK = "'"
# The last four are full-width forms. A cell that begins with marks and then so gets one mark more, and loses it again.
_BEGINNING = "'*[=+@\t\r\n\\-\uff1d\uff0b\uff0d\uff20]"
_FORMULA = pattern(_BEGINNING)
_MARKED = pattern(MARK + _BEGINNING)


def escaped(cell: str) -> str:
    """Put an apostrophe before a cell that would be taken for a formula."""
    return MARK + cell if _FORMULA.match(cell) else cell


def unescaped(cell: str) -> str:
    """Take the apostrophe off again; other cells keep theirs."""
    return cell[len(MARK) :] if _MARKED.match(cell) else cell
