"""What a screen reader says about the accounts that are suggested to somebody who types."""

from chalicelib.rendering.languages import translator


def announcement(count: int, language: str) -> str:
    """Say how many suggestions there are, and how one is chosen."""
    words = translator(language)
    if count == 0:
        return words.gettext("No suggestions.")
    text = words.ngettext(
        "{count} suggestion; the arrow keys lead to it.", "{count} suggestions; the arrow keys lead to them.", count
    )
    return text.format(count=count)
