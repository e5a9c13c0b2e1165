"""Parse the `Cookie` header."""

from chalice.app import Request


def cookies_named(request: Request, name: str) -> list[str]:
    """Return the values of all cookies with this name, in order."""
    cookies = request.headers.get("cookie", "").split(";")
    pairs = (pair.strip().partition("=") for pair in cookies if name in pair)
    return [value for key, _, value in pairs if key == name]
