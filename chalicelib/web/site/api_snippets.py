"""Calls of an operation as curl, Python and TypeScript, made of the examples in the OpenAPI document."""

import json
import shlex
from collections.abc import Mapping
from pprint import pformat
from typing import Any
from urllib.parse import quote, urlencode

from chalicelib.domain.value_classes import value_class
from chalicelib.web.document.parameters import ASKED_FOR

Schema = Mapping[str, Any]
JSON = "application/json"
KEY = "Idempotency-Key"
KEY_EXAMPLE = "order-4711"
WIDTH = 88


@value_class
class Call:
    """One call: address, method, headers without the token, body, and whether a token is sent."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: object
    with_token: bool
    answers_json: bool


@value_class
class Snippets:
    """The same call in three languages; each reads the token from the environment."""

    curl: str
    python: str
    typescript: str


def call_of(server: str, path: str, method: str, operation: Schema, query: Mapping[str, str] | None = None) -> Call:
    """Return the call of an operation with the examples of its required parameters and these of its query."""
    body, with_body = None, "requestBody" in operation
    if with_body:
        body = operation["requestBody"]["content"][JSON].get("example", {})
    names = {parameter["name"]: parameter.get("example", "") for parameter in operation["parameters"]}
    asked = {name: str(names[name]) for name in ASKED_FOR if name in names} if query is None else query
    address = path.format(**{name: quote(str(example), safe="") for name, example in names.items()})
    key = {KEY: KEY_EXAMPLE} if KEY in names and not asked else {}
    success = next(response for status, response in operation["responses"].items() if status.startswith("2"))
    return Call(
        method=method.upper(),
        url=f"{server}{address}" + (f"?{urlencode(asked)}" if asked else ""),
        headers={**key, **({"Content-Type": JSON} if with_body else {})},
        body=body,
        with_token=bool(operation["security"]),
        answers_json="content" in success,
    )


def snippets_of(call: Call) -> Snippets:
    """Return the call in three languages."""
    return Snippets(_curl(call), _python(call), _typescript(call))


def _curl(call: Call) -> str:
    method = [] if call.method == "GET" else [f"-X {call.method}"]
    token = ['-H "Authorization: Bearer $TOKEN"'] if call.with_token else []
    headers = [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in call.headers.items()]
    body = [] if call.body is None else [f"-d {shlex.quote(json.dumps(call.body, indent=2, ensure_ascii=False))}"]
    return " \\\n  ".join([f"curl {shlex.quote(call.url)}", *method, *token, *headers, *body])


def _python(call: Call) -> str:
    headers = [f'    "{name}": "{value}",' for name, value in call.headers.items() if name != "Content-Type"]
    if call.with_token:
        headers.insert(0, '    "Authorization": f"Bearer {os.getenv(\'TOKEN\')}",')
    arguments = [_python_text(call.url), *(["headers=headers"] if headers else [])]
    arguments += [] if call.body is None else ["json=body"]
    lines = [*(["import os", ""] if call.with_token else []), "import httpx", ""]
    lines += ["headers = {", *headers, "}"] if headers else []
    lines += [] if call.body is None else [f"body = {pformat(call.body, width=WIDTH, sort_dicts=False)}"]
    lines += [f"response = httpx.{call.method.lower()}(", *(f"    {one}," for one in arguments), ")"]
    lines += ["response.raise_for_status()", *(["print(response.json())"] if call.answers_json else [])]
    return "\n".join(lines)


def _typescript(call: Call) -> str:
    headers = [f'    "{name}": "{value}",' for name, value in call.headers.items()]
    if call.with_token:
        headers.insert(0, "    Authorization: `Bearer ${process.env.TOKEN}`,")
    options = [] if call.method == "GET" else [f'  method: "{call.method}",']
    options += ["  headers: {", *headers, "  },"] if headers else []
    if call.body is not None:
        body = json.dumps(call.body, indent=2, ensure_ascii=False).replace("\n", "\n  ")
        options.append(f"  body: JSON.stringify({body}),")
    sent = [f"{json.dumps(call.url)}, {{", *options, "});"] if options else [f"{json.dumps(call.url)});"]
    lines = [f"const response = await fetch({sent[0]}", *sent[1:]]
    lines += ["if (!response.ok) throw new Error(await response.text());"]
    return "\n".join([*lines, *(["console.log(await response.json());"] if call.answers_json else [])])


def _python_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
