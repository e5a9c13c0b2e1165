"""The local sign-in provider on its own port, and what people do there with a browser."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from infra.local.gateway.serving import Serving, listen, url_of
from infra.local.loopback import loopback_client
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
    with loopback_client() as browser:
        return query_of(browser.post(authorization_url, data=form).headers["location"])


def change_person(issuer: str, subject: str, claims: Mapping[str, object]) -> None:
    """Give the provider's person these claims, or add the person."""
    with loopback_client() as client:
        client.put(f"{issuer}/users/{subject}", json=claims).raise_for_status()
