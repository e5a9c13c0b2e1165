"""Reads the `Cookie` header; what two cookies of one name mean is for those who ask."""

from chalice.app import Request


def cookies_named(request: Request, name: str) -> list[str]:
    """The values of every cookie of that name, in the order they came."""
    sent = request.headers.get("cookie", "").split(";")
    pairs = (pair.strip().partition("=") for pair in sent if name in pair)
    return [value for one, _, value in pairs if one == name]
