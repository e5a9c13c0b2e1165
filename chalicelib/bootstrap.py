"""Wires adapters to use cases, once a container, for production, the local run and the tests alike."""

import logging
import os
import random
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parseaddr
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.aws_backend import AwsBackend
from chalicelib.adapters.aws_client import TRIES, aws_client
from chalicelib.adapters.backend import Backend
from chalicelib.adapters.cursors import Cursors
from chalicelib.adapters.dns.resolving import DnsLookup
from chalicelib.adapters.dynamodb.search_index import DynamoSearchIndex
from chalicelib.adapters.dynamodb.store import DynamoStore
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.links import SignedLinks
from chalicelib.adapters.oidc.bearer_tokens import TokenVerifier
from chalicelib.adapters.oidc.group_claims import GroupRules
from chalicelib.adapters.oidc.person_claims import PersonRules
from chalicelib.adapters.proof_tokens import KeyedProofTokens
from chalicelib.adapters.secrets import Secrets, SecretsError
from chalicelib.adapters.system_clock_and_ids import RandomIds, SystemClock
from chalicelib.adapters.telemetry import EmbeddedMetrics, configure, kind_and_place, named, write_line
from chalicelib.domain.accounts.account import Administrator
from chalicelib.domain.events import AuditKeys
from chalicelib.domain.identity.display_name import ReservedNames
from chalicelib.domain.identity.domain_identifier import DomainRules, bundled_suffixes
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.urls import Urls
from chalicelib.services.caller_limit import CallerLimit
from chalicelib.services.unit_of_work.metrics import Metric, NoMetrics, Signals
from chalicelib.services.unit_of_work.ports import Clock, Ids, Ports
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.settings import Settings, SettingsError, read_settings
from chalicelib.settings.keys import KeysReadLater

if TYPE_CHECKING:
    from chalicelib.adapters.oidc.access_tokens import AccessTokenVerifier
    from chalicelib.rendering.mail.renderer import MailRenderer
    from chalicelib.services.mail.sender import MailSender
    from chalicelib.services.sign_in.identities import Identities
    from chalicelib.services.sign_in.kept_forms import KeptForms
    from chalicelib.services.sign_in.sessions import Sessions
    from chalicelib.services.webhooks.deliver import WebhookDeliverer

logger = logging.getLogger(__name__)

SECRET_BYTES = 32


class InvocationFailed(Exception):
    """A function failed. Lambda logs this message, so it holds the fault's kind alone; our log has its place."""


@value_class
class Container:
    """The wired system. What only some functions need is made when first asked for: a cold start pays."""

    settings: Settings
    backend: Backend
    ports: Ports
    urls: Urls
    cursors: Cursors
    verifier: TokenVerifier

    @property
    def table(self) -> Table:
        """Where everything is stored."""
        return self.backend.table

    @cached_property
    def mail_renderer(self) -> "MailRenderer":
        """What makes mails, and shows them before they are sent."""
        from chalicelib.rendering.mail.renderer import MailRenderer  # noqa: PLC0415

        return MailRenderer(self.settings.mail_sender, self.settings.brand)

    @cached_property
    def mail_sender(self) -> "MailSender":
        """What the mail function needs: templates and the mail service."""
        from chalicelib.adapters.dynamodb.outbox import DynamoOutbox  # noqa: PLC0415
        from chalicelib.services.mail.rate_limiter import RateLimiter  # noqa: PLC0415
        from chalicelib.services.mail.sender import MailSender  # noqa: PLC0415

        reviewers = tuple(Administrator(address) for address in self.settings.reviewer_addresses)
        rate_limiter = RateLimiter(self.settings.mails_per_second, time.monotonic, time.sleep)
        return MailSender(DynamoOutbox(self.table), self.mail_renderer, self.backend.mailer, reviewers, rate_limiter)

    @cached_property
    def webhook_deliverer(self) -> "WebhookDeliverer":
        """What sends events to webhooks, with the way to receivers and the secrets."""
        from chalicelib.adapters.dynamodb.webhooks.rows import DynamoWebhookRows  # noqa: PLC0415
        from chalicelib.adapters.webhooks.means import webhook_means  # noqa: PLC0415
        from chalicelib.services.webhooks.deliver import WebhookDeliverer  # noqa: PLC0415

        means = webhook_means(self.settings.audit_keys, on_this_machine=self.settings.webhooks_on_this_machine)
        rows, ports = DynamoWebhookRows(self.table), self.ports
        return WebhookDeliverer(rows, means, ports.clock, SystemClock(), random.random, ports.metrics)

    @cached_property
    def identities(self) -> "Identities":
        """Which person somebody is who signs in or brings a token."""
        from chalicelib.services.sign_in.identities import Identities  # noqa: PLC0415

        return Identities(self.ports, self.settings.issuers)

    @cached_property
    def access_tokens(self) -> "AccessTokenVerifier":
        """What verifies the tokens of clients, by the keys that verify those of persons."""
        from chalicelib.adapters.oidc.access_tokens import AccessTokenVerifier, Audiences  # noqa: PLC0415

        settings, audiences = self.settings, Audiences(self.settings.api_audience, self.settings.oidc_client_id)
        return AccessTokenVerifier.beside(self.verifier, settings.oidc_issuer, audiences, settings.api_token_profile)

    @cached_property
    def sessions(self) -> "Sessions":
        """Signing in and out for pages, by the machine's clock whatever the injected one says."""
        from chalicelib.adapters.dynamodb.sessions import DynamoSessions  # noqa: PLC0415
        from chalicelib.adapters.oidc.authorization_code import Client, CodeFlow  # noqa: PLC0415
        from chalicelib.adapters.started_sign_ins import SignedSignIns  # noqa: PLC0415
        from chalicelib.services.sign_in.sessions import Sessions  # noqa: PLC0415

        settings = self.settings
        client = Client(
            settings.oidc_client_id,
            settings.oidc_client_secret,
            self.urls.sign_in_callback(),
            self.urls.sign_out(),
            settings.oidc_logout_url,
            settings.oidc_scopes,
        )
        provider = CodeFlow(settings.oidc_issuer, client, self.verifier, report=self.ports.metrics.count)
        started, store = SignedSignIns(settings.link_keys), DynamoSessions(self.table)
        new_secret, person_of = partial(secrets.token_urlsafe, SECRET_BYTES), self.identities.at_sign_in
        return Sessions(store, provider, started, SystemClock(), new_secret, person_of, self.ports.metrics.count)

    @property
    def kept_forms(self) -> "KeptForms":
        """The forms that were sent after their session had ended."""
        from chalicelib.services.sign_in.kept_forms import KeptForms  # noqa: PLC0415

        return KeptForms(self.sessions.store, self.sessions.clock)

    @cached_property
    def caller_limit(self) -> CallerLimit:
        """How many calls each caller has left in this container."""
        return CallerLimit(self.settings.calls_per_caller, lambda: self.ports.clock.now().timestamp())


def wire(
    settings: Settings,
    clock: Clock | None = None,
    ids: Ids | None = None,
    backend: Backend | None = None,
    metrics: Signals | None = None,
) -> Container:
    """Wire the system for these settings; what is passed in replaces the default ones."""
    ids, backend = ids or RandomIds(), backend or AwsBackend(settings)
    own = NoMetrics() if settings.metrics_disabled else EmbeddedMetrics(settings.stage, time.time, write_line)
    ports = Ports(
        store=DynamoStore(backend.table, ids.new_id, time.sleep),
        clock=clock or SystemClock(),
        ids=ids,
        links=SignedLinks(settings.link_keys),
        queue=backend.queue,
        webhook_queue=backend.webhook_queue,
        audit=AuditKeys(KeysReadLater(lambda: {name: key.encode() for name, key in settings.audit_keys.items()})),
        rules=DomainRules(bundled_suffixes().with_shared_hosts(settings.shared_hosts), settings.example_domains),
        policy=settings.policy,
        index=DynamoSearchIndex(backend.table),
        txt_lookup=DnsLookup(settings.dns_resolvers),
        proof_tokens=KeyedProofTokens(settings.link_keys),
        bus=backend.bus,
        metrics=metrics or own,
    )
    verifier = _verifier(settings, ports.metrics)
    return Container(settings, backend, ports, Urls(settings.public_url), Cursors(settings.link_keys), verifier)


def _verifier(settings: Settings, metrics: Signals) -> TokenVerifier:
    people = PersonRules(
        GroupRules(settings.oidc_groups_claim, settings.oidc_groups_format, settings.reviewers_group),
        ReservedNames.of((settings.brand_name, settings.support_address, *parseaddr(settings.mail_sender))),
        settings.oidc_vouched_domains,
    )
    issuer, client_id, api_audience = settings.oidc_issuer, settings.oidc_client_id, settings.api_audience
    return TokenVerifier(issuer, client_id, people, report=metrics.count, api_audience=api_audience)


class _Started:
    """The one container of this process."""

    container: Container | None = None


def start(clock: Clock | None = None) -> Container:
    """Wires the system from the environment and keeps it for `container()`."""
    settings = settings_of_environment()
    configure(settings.log_level)
    return use(wire(settings, clock))


def settings_of_environment() -> Settings:
    """Reads the settings from the environment, and what they refer to from AWS Secrets Manager, once it is needed."""
    secrets = Secrets(dict(os.environ), partial(aws_client, "secretsmanager", None, TRIES))
    if secrets.are_keys_alone:
        return read_settings(os.environ, secrets.resolved)
    return read_settings(secrets.resolved())


def use(container: Container) -> Container:
    """Keeps this system for `container()`."""
    _Started.container = container
    return container


def container(clock: Clock | None = None) -> Container:
    """The container of this process, wired at the first call."""
    return _Started.container or start(clock)


@contextmanager
def invocation(context: Any, request_id: str | None = None) -> Iterator[Container]:
    """The system for one call of a function: its log lines name the call, and its numbers go out at the end.

    Its request id is used unless `request_id` is given. What fails is raised as `InvocationFailed`. Rows that could not
    be read are counted, each once.
    """
    system = container()
    with (
        named(str(getattr(context, "function_name", "")), request_id or str(getattr(context, "aws_request_id", ""))),
        collect_unreadable() as unreadable,
    ):
        try:
            yield system
        except Exception as error:
            # What settings lack is told, and holds no secret; other faults may hold anything.
            told = error if isinstance(error, SecretsError | SettingsError) else kind_and_place(error)
            logger.error("the invocation failed: %s", told)  # noqa: TRY400 - no words of a fault
            raise InvocationFailed(type(error).__name__) from None
        finally:
            for _ in unreadable.rows:
                system.ports.metrics.count(Metric.ROW_UNREADABLE)
            system.ports.metrics.flush()
