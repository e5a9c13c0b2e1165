"""The vendor's bus on EventBridge."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.feed.team_event import TeamEvent
from chalicelib.services.unit_of_work.feed.ports import BusUnavailable

# Rules of consumers match it; AWS reserves what begins with `aws.`.
SOURCE = "smart-account-requests"


class EventBridgeBus:
    """A bus by name. Its client is made at the first call, and called once each: what fails is put again later."""

    def __init__(self, make_client: Callable[[], Any], name: str) -> None:
        self._make_client = make_client
        self._name = name

    @cached_property
    def _client(self) -> Any:
        return self._make_client()

    def put(self, events: Sequence[TeamEvent]) -> list[bool]:
        """The answer has an entry for each that was sent, in the same order; one with an error code was not taken."""
        entries = [
            {
                "EventBusName": self._name,
                "Source": SOURCE,
                "DetailType": event.kind.value,
                "Time": event.at,
                "Detail": msgspec.json.encode(event).decode(),
            }
            for event in events
        ]
        try:
            answered = self._client.put_events(Entries=entries)["Entries"]
        except (BotoCoreError, ClientError, KeyError) as error:
            # Some of them may have been taken.
            raise BusUnavailable(type(error).__name__) from None
        if len(answered) != len(entries):
            raise BusUnavailable("AnswerOfOtherLength")
        return ["ErrorCode" not in entry for entry in answered]
