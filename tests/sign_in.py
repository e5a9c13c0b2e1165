"""The local sign-in provider on its own port, and what people do there with a browser."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import httpx

from infra.local.gateway.serving import Serving, listen, url_of
from infra.local.sign_in.provider import sign_in_provider

PARTNER = "partner@reseller.example"
UNVERIFIED = "unverified@acme.example"

Query = Mapping[str, str]


@contextmanager
def running_provider() -> Iterator[str]:
    """Run the provider and yield its address."""
    listener = listen(0)
    with Serving(listener, sign_in_provider()):
        yield url_of(listener)


def allow(authorization_url: str, who: str = PARTNER) -> Query:
    """Sign in at the provider; return the query that it sends back with the browser."""
    return _sent_back(authorization_url, {"sub": who})


def deny(authorization_url: str) -> Query:
    """Decline at the provider; return the query that it sends back with the browser."""
    return _sent_back(authorization_url, {"action": "deny"})


def with_query(url: str, **changes: str) -> str:
    """Return the address with other values in its query; an empty value removes the name."""
    parts = urlsplit(url)
    query = {name: value for name, value in {**query_of(url), **changes}.items() if value}
    return urlunsplit(parts._replace(query=urlencode(query)))


def query_of(url: str) -> dict[str, str]:
    """Return the query as a mapping."""
    return dict(parse_qsl(urlsplit(url).query))


def _sent_back(authorization_url: str, form: Query) -> Query:
    response = httpx.post(authorization_url, data=form, trust_env=False)
    return query_of(response.headers["location"])
