"""Parse the `Cookie` header."""

from chalice.app import Request


def cookies_named(request: Request, name: str) -> list[str]:
    """Return the values of all cookies with this name, in order."""
    cookies = request.headers.get("cookie", "").split(";")
    pairs = (pair.strip().partition("=") for pair in cookies if name in pair)
    return [value for key, _, value in pairs if key == name]


def cookies_with_prefix(request: Request, prefix: str) -> dict[str, str]:
    """Return the cookies whose names begin so; of a repeated one, which no browser sends, the last value."""
    cookies = request.headers.get("cookie", "").split(";")
    pairs = (pair.strip().partition("=") for pair in cookies)
    return {name: value for name, _, value in pairs if name.startswith(prefix)}
