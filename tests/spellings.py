"""Domains whose two spellings differ, and what a text shows of one spelling without the other."""

from collections.abc import Sequence

import idna

# What a label can be: look-alikes of Latin, Japanese, and letters that are written from right to left.
DOMAINS = ("аррӏе.com", "東京大学.jp", "labs.münchen.de", "12.مثال.com")


def a_labels(domain: str) -> str:
    """Return the A-labels of a domain in U-labels."""
    return idna.encode(domain).decode("ascii")


def isolated(domain: str) -> str:
    """Return the domain as it is shown: between marks if it is written from right to left."""
    return f"\u2066{domain}\u2069" if domain == DOMAINS[3] else domain


def both(domain: str) -> str:
    """Return both spellings as they are shown."""
    return f"{isolated(domain)} ({a_labels(domain)})"


def one_spelling_alone(texts: Sequence[str], domain: str) -> list[str]:
    """Return the texts that show the domain, or an address there, in one spelling without the other."""
    exact, marked = a_labels(domain), isolated(domain)
    pairs = (both(domain), f"@{exact} ({marked})", f"@{exact}> ({marked})")
    return [text for text in texts if any(alone in _without(text, pairs) for alone in (domain, exact))]


def _without(text: str, parts: Sequence[str]) -> str:
    for part in parts:
        text = text.replace(part, "")
    return text
