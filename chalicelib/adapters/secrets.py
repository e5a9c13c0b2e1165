"""Settings that are kept elsewhere: `secret:<name>` stands for what AWS Secrets Manager holds under the name."""

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

REFERENCE = "secret:"
LOCAL = "local"
SECRETS = ("LINK_KEYS", "AUDIT_KEYS", "OIDC_CLIENT_SECRET")


class SecretsError(Exception):
    """Secrets cannot be had, or lie open; the message lists every fault, and no secret."""


def resolved(environment: Mapping[str, str], make_client: Callable[[], Any]) -> dict[str, str]:
    """The environment with every reference replaced by what it stands for.

    The client is made only where there is a reference. Raises `SecretsError` that names every variable
    whose secret cannot be had, or stands in the environment itself though this is no local run; never a
    secret.
    """
    faults = _open_secrets(environment)
    named = {name: text.strip() for name, text in environment.items() if text.strip().startswith(REFERENCE)}
    found: dict[str, str] = {}
    client: Any = make_client() if named else None
    for name, reference in named.items():
        secret_id = reference.removeprefix(REFERENCE)
        try:
            found[name] = client.get_secret_value(SecretId=secret_id)["SecretString"]
        except (BotoCoreError, ClientError, KeyError) as error:
            faults.append(f"{name} refers to the secret {secret_id}, which cannot be read: {_reason(error)}")
    if faults:
        raise SecretsError("\n".join(["The settings are not usable:", *faults]))
    return {**environment, **found}


def _open_secrets(environment: Mapping[str, str]) -> list[str]:
    """Whoever may read a function's configuration could read them there."""
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
