"""The sign-in provider of the local stack: OpenID Connect with PKCE, for demo people and any address entered."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import flask
import jinja2

from infra.local.sign_in.client_credentials import answer_client
from infra.local.sign_in.people import PEOPLE, parts
from infra.local.sign_in.strict import add_person, known_people, strict_provider

PAGES = Path(__file__).parents[1] / "pages" / "sign_in"


def sign_in_provider() -> Any:
    """Return the WSGI application. `GET /users` lists people; `PUT /users/<subject>` adds one with claims."""
    provider = strict_provider([(person.email, person.claims()) for person in PEOPLE])
    # Replace the provider's pages, which load a style sheet from the internet and have fields without labels.
    provider.jinja_loader = jinja2.ChoiceLoader([jinja2.FileSystemLoader(PAGES), provider.jinja_loader])
    provider.jinja_env.globals["parts"] = parts()
    provider.add_url_rule("/users", view_func=_users)
    provider.before_request(_verify_if_checked)
    provider.before_request(_refuse)
    provider.before_request(answer_client)
    return provider


def _users() -> Any:
    return flask.jsonify(known_people())


def _verify_if_checked() -> None:
    """Add a new person as verified if the page's checkbox is set; else the provider adds them unverified."""
    form = flask.request.form
    subject = form.get("sub", "").strip()
    known = known_people().get(subject, {})
    if form.get("verified") and subject and "email_verified" not in known:
        add_person(subject, {"email": subject, "email_verified": True, "name": form.get("name") or subject})


def _refuse() -> Any:
    """Redirect back with an error if the page's form asks for it; the provider itself would leave out the state."""
    sent, form = flask.request.args, flask.request.form
    error = "access_denied" if form.get("action") == "deny" else form.get("error")
    if not error or "redirect_uri" not in sent:
        return None
    query = {"error": error, **({"state": sent["state"]} if "state" in sent else {})}
    return flask.redirect(f"{sent['redirect_uri']}?{urlencode(query)}")
