"""The issuer of the emulator's user pools is the emulator itself: nothing else answers under Cognito's name.

The emulator has the pools, their users, groups and keys, the pages where people sign in, and the endpoints for codes
and tokens. It names Cognito's own host as the issuer, as AWS does. Here tokens, metadata and the stack's outputs name
the emulator in its place, so that functions find the pool's metadata and keys, and every check of the product holds.

Runs in the emulator's process, like `refusals`.
"""

import importlib
import re
from typing import Any

COGNITO = re.compile(r"https://cognito-idp\.[a-z0-9-]+\.amazonaws\.com(?=/)")


def install(url: str) -> None:
    """Change the emulator of this process, which answers at `url`."""
    cognito: Any = importlib.import_module("ministack.services.cognito")
    stacks: Any = importlib.import_module("ministack.services.cloudformation.stacks")
    sign, describe, resolve = (
        cognito._signed_jwt,
        cognito.well_known_openid_configuration,
        stacks._resolve_stack_outputs,
    )

    def signed(claims: dict[str, Any], *rest: Any) -> Any:
        return sign({**claims, "iss": COGNITO.sub(url, claims["iss"])}, *rest)

    def described(*arguments: Any, **more: Any) -> tuple[int, dict[str, str], bytes]:
        status, headers, body = describe(*arguments, **more)
        return status, headers, COGNITO.sub(url, body.decode()).encode()

    def resolved(*arguments: Any) -> tuple[list[dict[str, str]], Any]:
        outputs, exports = resolve(*arguments)
        return [{**output, "OutputValue": COGNITO.sub(url, output["OutputValue"])} for output in outputs], exports

    cognito._signed_jwt, cognito.well_known_openid_configuration = signed, described
    stacks._resolve_stack_outputs = resolved
