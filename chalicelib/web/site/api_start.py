"""The first five minutes with the API: search, dry run, submit, follow."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.languages import msgid
from chalicelib.web.site.api_snippets import Snippets, call_of, snippets_of


@value_class
class Step:
    """A step: title, what it does, the call, and which operation it is."""

    title: str
    text: str
    operation: str
    query: Mapping[str, str]


@value_class
class ShownStep:
    """A step with its call in three languages, and the resource whose page describes the operation."""

    step: Step
    snippets: Snippets
    resource: str


STEPS: Sequence[Step] = (
    Step(
        msgid("Search"),
        msgid("The customer may have an account already. Search by name or domain before you request one."),
        "search_accounts",
        {"q": "wayne"},
    ),
    Step(
        msgid("Try it without sending"),
        msgid(
            "A dry run checks the request like a real one, and answers with the mails that would go out and with"
            " warnings. It writes and sends nothing."
        ),
        "submit_request",
        {"dry_run": "true"},
    ),
    Step(
        msgid("Submit"),
        msgid(
            "Give the request a key of its own. If the answer is lost, send the same again with the same key: it is"
            " submitted once, and you get the same answer."
        ),
        "submit_request",
        {},
    ),
    Step(
        msgid("Follow"),
        msgid(
            "Ask with the `request_id` of the answer. `status` says how it stands, `nominations` what became of the"
            " mails, `allowed_actions` what you can do."
        ),
        "show_request",
        {},
    ),
)


def steps_of(document: Mapping[str, Any]) -> Sequence[ShownStep]:
    """Return the steps with the calls of this document."""
    server = document["servers"][0]["url"]
    found = {
        operation["operationId"]: (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    shown = []
    for step in STEPS:
        path, method, operation = found[step.operation]
        call = call_of(server, path, method, operation, step.query)
        shown.append(ShownStep(step, snippets_of(call), operation["tags"][0]))
    return shown
