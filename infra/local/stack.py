"""The local stack as a context manager: `with LocalStack(directory) as stack:`.

`make run` keeps it open; tests open it on free ports in temporary directories.
"""

import os
import secrets
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from chalicelib.rendering.urls import Urls as PageUrls
from chalicelib.settings.origins import origins
from infra import SIGNAL_SECONDS
from infra.local import find_running
from infra.local.app_process import PRODUCT, Product
from infra.local.aws import services
from infra.local.aws.dynamodb import DynamoDb
from infra.local.aws.worker import Worker
from infra.local.clock import AdjustableClock
from infra.local.dns.records import DnsRecords
from infra.local.dns.server import LOOPBACK, dns_server
from infra.local.environment import Urls, applied, local_environment
from infra.local.gateway.server import Gateway
from infra.local.gateway.serving import PortTaken, Serving, listen, url_of
from infra.local.gateway.stage_path import StagePrefix
from infra.local.sign_in.provider import sign_in_provider
from infra.local.state import lock, prepared, signing_keys
from infra.local.tools.controls import Controls
from infra.local.tools.mailbox import Mailbox
from infra.local.tools.server import Tools
from infra.rights.enforcing import Rights, enforced
from infra.rights.policy_files import rights_under_names

Report = Callable[[str], object]
CLOCK = "clock.json"


def ignore(_line: str) -> None:
    """Ignore a progress report."""


@dataclass(frozen=True)
class Ports:
    """Ports to listen on; 0 takes any free port."""

    app: int = 0
    sign_in: int = 0
    tools: int = 0


class PartsPortTaken(Exception):
    """Another process listens on the port of `part`, a field of `Ports`."""

    def __init__(self, part: str, port: int) -> None:
        super().__init__(f"port {port}, meant for {part}, is taken")
        self.part = part
        self.port = port


class AlreadyRunning(Exception):
    """Another stack uses the same state directory."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        super().__init__(f"A local stack is running already, at {urls['app']}; stop it first")


class LocalStack:
    """Emulators, sign-in provider, DNS, tools and the app, whose functions have the rights of their policy files.

    `report` gets progress, `report_request` a line for each request to the app. `overrides` take precedence over
    the local settings. With `background=False`, queue and schedule are only processed by `work_until_quiet`. The app
    is served below `prefix`, as below the stage of API Gateway. Entering raises `PartsPortTaken`, `AlreadyRunning`,
    `state.StateInUse`, `mailbox.Unreadable` or `dynamodb.DynamoDbFailed`, and stops what was started.
    """

    urls: Urls
    environment: dict[str, str]
    controls: Controls
    rights: Rights

    def __init__(
        self,
        directory: Path,
        ports: Ports = Ports(),
        *,
        product: Product = PRODUCT,
        overrides: Mapping[str, str] | None = None,
        report: Report = ignore,
        report_request: Report = ignore,
        background: bool = True,
        prefix: str = "",
    ) -> None:
        self._directory = directory
        self._ports = ports
        self._product = product
        self._overrides = overrides
        self._report = report
        self._report_request = report_request
        self._background = background
        self._prefix = prefix
        self._failure: str | None = None
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        with ExitStack() as parts:
            self._start(parts)
            self._parts = parts.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the parts in reverse order, the tables last."""
        self._parts.close()

    def wait(self) -> str:
        """Wait until a part fails; return the reason."""
        while not self._ended.wait(SIGNAL_SECONDS):
            pass
        return self._failure or ""

    def work_until_quiet(self) -> int:
        """Process queue and schedule until no work is left; return the number of mails sent since the last call."""
        return self.controls.work()

    def _start(self, parts: ExitStack) -> None:
        sockets = {part: parts.enter_context(_listen(part, port)) for part, port in asdict(self._ports).items()}
        self._take_directory(parts)
        self._report("Starting the embedded AWS and the sign-in provider …")
        tables = parts.enter_context(DynamoDb(self._directory / "dynamodb", self._lock, self._fail))
        aws_endpoint = services.aws_endpoint()
        aws_socket = parts.enter_context(listen(0))
        found = {part: url_of(server) for part, server in sockets.items()}
        found["app"] += self._prefix
        self.urls = Urls(dynamodb=tables.url, aws=url_of(aws_socket), **found)
        self.environment = local_environment(self.urls, signing_keys(self._directory), self._overrides)
        self._dns = DnsRecords(self._directory / "dns.json")
        self.environment["DNS_RESOLVERS"] = f"{LOOPBACK}:{parts.enter_context(dns_server(self._dns.answer))}"
        self.environment["CLOCK_FILE"] = str((self._directory / CLOCK).resolve())
        parts.enter_context(applied(self.environment))
        self.rights = parts.enter_context(enforced(Rights(rights_under_names(self.environment))))
        parts.enter_context(Serving(aws_socket, aws_endpoint))
        services.seed()
        parts.enter_context(Serving(sockets["sign_in"], sign_in_provider()))
        tables.wait_until_ready()
        self._start_app(parts, sockets, aws_endpoint)
        self._announce(parts)

    def _take_directory(self, parts: ExitStack) -> None:
        prepared(self._directory)
        try:
            raise AlreadyRunning(find_running.running_stack(self._directory).urls)
        except find_running.NotRunning:
            find_running.withdraw(self._directory)
        self._lock = lock(self._directory)
        parts.callback(os.close, self._lock)

    def _start_app(
        self, parts: ExitStack, sockets: Mapping[str, socket.socket], aws_endpoint: services.AwsEndpoint
    ) -> None:
        clock = AdjustableClock(self._directory / CLOCK)
        mailbox = Mailbox(aws_endpoint.sent_mails, clock, self._directory / "mails")
        self._report("Creating the tables and loading the demo directory …")
        self._product.start(clock)
        self._product.create_tables()
        self._product.load_demo(clock)
        functions = self._product.module()
        worker = Worker(functions, clock.now, lambda: len(mailbox.look()))
        aws_endpoint.on_mail = mailbox.look
        aws_endpoint.on_message = worker.wake
        if self._background:
            parts.enter_context(worker)
        self._id = secrets.token_hex(8)
        self.controls = Controls(mailbox, clock, worker, aws_endpoint, self._dns)
        parts.enter_context(Serving(sockets["tools"], Tools(self.controls, self._id, self.urls.app)))
        allowed = origins(self.environment.get("CORS_ORIGINS", ""))
        gateway = Gateway(functions.app, self._report_request, PageUrls(self.urls.app), allowed)
        parts.enter_context(Serving(sockets["app"], StagePrefix(gateway, self._prefix) if self._prefix else gateway))

    def _announce(self, parts: ExitStack) -> None:
        stack = find_running.RunningStack(self._id, self.urls.as_dict(), self.environment)
        find_running.announce(self._directory, stack)
        parts.callback(find_running.withdraw, self._directory)

    def _fail(self, failure: str) -> None:
        self._failure = failure
        self._ended.set()


def _listen(part: str, port: int) -> socket.socket:
    try:
        return listen(port)
    except PortTaken:
        raise PartsPortTaken(part, port) from None
