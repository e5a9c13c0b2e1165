"""Resolve settings of the form `secret:<name>` with AWS Secrets Manager."""

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

REFERENCE = "secret:"
LOCAL = "local"
SECRETS = ("LINK_KEYS", "AUDIT_KEYS", "OIDC_CLIENT_SECRET")


class SecretsError(Exception):
    """Raised if a secret cannot be read or is in plain text. The message lists all errors and contains no secret."""


def resolved(environment: Mapping[str, str], make_client: Callable[[], Any]) -> dict[str, str]:
    """Return the environment with every reference replaced by its secret.

    The client is made only if there is a reference. Raises `SecretsError` with every variable whose secret cannot
    be read, or is in plain text outside a local run.
    """
    faults = _plain_text_secrets(environment)
    references = {name: text.strip() for name, text in environment.items() if text.strip().startswith(REFERENCE)}
    secrets: dict[str, str] = {}
    client: Any = make_client() if references else None
    for name, reference in references.items():
        secret_id = reference.removeprefix(REFERENCE)
        try:
            secrets[name] = client.get_secret_value(SecretId=secret_id)["SecretString"]
        except (BotoCoreError, ClientError, KeyError) as error:
            faults.append(f"{name} refers to the secret {secret_id}, which cannot be read: {_reason(error)}")
    if faults:
        raise SecretsError("\n".join(["The settings are not usable:", *faults]))
    return {**environment, **secrets}


def _plain_text_secrets(environment: Mapping[str, str]) -> list[str]:
    """Report secrets in plain text: everybody who may read a function's configuration could see them."""
    if environment.get("STAGE") == LOCAL:
        return []
    return [
        f"{name} holds a secret itself: keep it in AWS Secrets Manager and give {REFERENCE}<its name>"
        for name in SECRETS
        if environment.get(name, "").strip() and not environment[name].strip().startswith(REFERENCE)
    ]


def _reason(error: Exception) -> str:
    response = getattr(error, "response", {})
    return str(response.get("Error", {}).get("Code") or type(error).__name__)
