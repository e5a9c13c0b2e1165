"""An emulator of AWS for one test run: ministack in a child, with stacks, gateways and SES."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.session
import httpx

from infra.deploy.stages import Stage, read_stage
from infra.local.serving import HOST, listen
from infra.local.state import PROJECT_ROOT

REGION = "us-east-1"
DEV = read_stage("dev")
PROD = read_stage("prod")
# The emulator is done before it could be asked a second time; a real stack takes minutes.
POLL_SECONDS = 0.05


class Emulator:
    """A ministack of its own: no other test's table or queue is in it."""

    def __init__(self, directory: Path) -> None:
        with listen(0) as probe:
            self._port = probe.getsockname()[1]
        self.url = f"http://{HOST}:{self._port}"
        self._log = (directory / "log").open("wb")
        self._child = subprocess.Popen(
            [sys.executable, "-m", "infra.local.dynamodb_process"],
            cwd=PROJECT_ROOT,
            env=self._environment(directory),
            stdin=subprocess.PIPE,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    def _environment(self, directory: Path) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "GATEWAY_PORT": str(self._port),
            "BIND_HOST": HOST,
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "STATE_DIR": str(directory),
            "TMPDIR": str(directory),
            "LOG_LEVEL": "ERROR",
        }

    def wait_until_ready(self) -> None:
        """A connection that is refused is tried again by the transport, with a growing pause."""
        with httpx.Client(transport=httpx.HTTPTransport(retries=8), trust_env=False) as client:
            client.get(f"{self.url}/_ministack/ready", timeout=30).raise_for_status()

    def client(self, service: str) -> Any:
        session = botocore.session.get_session()
        return session.create_client(service, region_name=REGION, endpoint_url=self.url)

    def stop(self) -> None:
        assert self._child.stdin
        self._child.stdin.close()
        self._child.wait()
        self._log.close()


def named(name: str, like: Stage = DEV) -> Stage:
    """A stage of its own, as if the configuration had it."""
    variables = {one: text.replace("dev", name) for one, text in like.variables.items()}
    return replace(like, name=name, variables=variables)
