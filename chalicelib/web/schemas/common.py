"""Schemas of responses that belong to no resource: health and problems."""

from typing import Literal

import msgspec


class Health(msgspec.Struct, kw_only=True):
    """Whether the service can do its work, and which version of it this is."""

    status: Literal["ok"]
    version: str


class ProblemError(msgspec.Struct, kw_only=True):
    """One field's fault; `allowed_values` and `limit` where it is measured by them."""

    pointer: str
    code: str
    detail: str
    allowed_values: list[str | bool] | msgspec.UnsetType = msgspec.UNSET
    limit: int | msgspec.UnsetType = msgspec.UNSET


class ProblemView(msgspec.Struct, kw_only=True):
    """RFC 9457. Some problems add members (`account_id`, `decision`, …), always under names other than these."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: list[ProblemError]
