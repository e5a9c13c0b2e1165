"""Resolve settings of the form `secret:<name>` with AWS Secrets Manager, all in one call."""

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

REFERENCE = "secret:"
LOCAL = "local"
SECRETS = ("LINK_KEYS", "AUDIT_KEYS", "OIDC_CLIENT_SECRET")


class SecretsError(Exception):
    """Raised if a secret cannot be read or is in plain text. The message lists all errors and contains no secret."""


class Secrets:
    """The secrets that an environment refers to; the client is made when they are read.

    Raises `SecretsError` with every variable that holds a secret itself outside a local run.
    """

    def __init__(self, environment: Mapping[str, str], make_client: Callable[[], Any]) -> None:
        _raise(_plain_text_secrets(environment))
        self._environment = environment
        self._make_client = make_client
        texts = ((name, text.strip()) for name, text in environment.items())
        self._ids = {name: text.removeprefix(REFERENCE) for name, text in texts if text.startswith(REFERENCE)}

    @property
    def are_keys_alone(self) -> bool:
        """Whether keys and the client's secret are referred to, and nothing that the system needs to start."""
        return bool(self._ids) and self._ids.keys() <= set(SECRETS)

    def resolved(self) -> dict[str, str]:
        """Return the environment with every reference replaced by its secret.

        Raises `SecretsError` with every variable whose secret cannot be read.
        """
        found, reasons = self._read() if self._ids else ({}, {})
        _raise(
            [
                f"{name} refers to the secret {secret}, which cannot be read: {reasons.get(secret, 'NoText')}"
                for name, secret in self._ids.items()
                if secret not in found
            ]
        )
        return {**self._environment, **{name: found[secret] for name, secret in self._ids.items()}}

    def _read(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Return the texts of the secrets, and why others could not be read, by what refers to them."""
        wanted = sorted(set(self._ids.values()))
        try:
            answer = self._make_client().batch_get_secret_value(SecretIdList=wanted)
        except (BotoCoreError, ClientError) as error:
            return {}, dict.fromkeys(wanted, _reason(error))
        stored = [entry for entry in answer.get("SecretValues", []) if "SecretString" in entry]
        found = {entry[key]: entry["SecretString"] for entry in stored for key in ("Name", "ARN")}
        return found, {error["SecretId"]: error["ErrorCode"] for error in answer.get("Errors", [])}


def _raise(faults: list[str]) -> None:
    if faults:
        raise SecretsError("\n".join(["The settings are not usable:", *faults]))


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
