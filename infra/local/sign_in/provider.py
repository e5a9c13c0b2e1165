"""The sign-in provider of the local run: OpenID Connect with PKCE, demo people, and whoever is typed in.

Refuses to know what anybody may do; it says who they are and whether their address is verified.
"""

from pathlib import Path
from typing import Any

import flask
import jinja2

from infra.local.sign_in.people import PEOPLE, parts
from infra.local.sign_in.strict import add_person, known_people, strict_provider

PAGES = Path(__file__).parents[1] / "pages" / "sign_in"


def sign_in_provider() -> Any:
    """The WSGI application. `GET /users` lists the known, `PUT /users/<subject>` adds one with its claims."""
    provider = strict_provider([(person.email, person.claims()) for person in PEOPLE])
    # Ours first: the provider's own pages load a style sheet from the net, and leave fields without labels.
    provider.jinja_loader = jinja2.ChoiceLoader([jinja2.FileSystemLoader(PAGES), provider.jinja_loader])
    provider.jinja_env.globals["parts"] = parts()
    provider.add_url_rule("/users", view_func=_users)
    provider.before_request(_believe_if_asked)
    return provider


def _users() -> Any:
    return flask.jsonify(known_people())


def _believe_if_asked() -> None:
    """Somebody typed in is unverified, unless the page's box says their address is to count as verified."""
    form = flask.request.form
    subject = form.get("sub", "").strip()
    known = known_people().get(subject, {})
    if form.get("verified") and subject and "email_verified" not in known:
        add_person(subject, {"email": subject, "email_verified": True, "name": form.get("name") or subject})
