"""The Chalice app: registers the blueprints and holds every handler that is not a route. No logic.

What one handler alone needs is imported in it, since every function loads this file.
"""

import gc

# What a start makes stays: to look through it for garbage meanwhile takes an eighth of the start, and finds none.
gc.disable()

import os
from typing import Any

from chalice.app import Chalice, CloudWatchEvent, Rate, SNSEvent, SQSEvent

from chalicelib.bootstrap import invocation
from chalicelib.services.mail.rate_limiter import MAIL_FUNCTIONS
from chalicelib.web.middleware import register_middleware
from chalicelib.web.routes import APIS, PAGES

# How its logger writes is decided in one place for the whole product.
app = Chalice(app_name="smart-account-requests", configure_logs=False)
for blueprint in (*APIS, *PAGES):
    app.register_blueprint(blueprint)
register_middleware(app)


# So many at once: two receivers that hang must not keep all others waiting.
WEBHOOK_FUNCTIONS = 10
# Nudges of one call: it sends what all of them name.
WEBHOOK_NUDGES = 5


# `chalice deploy` reads the queue's name when it imports this file, before any setting is checked.
@app.on_sqs_message(queue=os.environ.get("MAIL_QUEUE", "mail"), batch_size=10, maximum_concurrency=MAIL_FUNCTIONS)
def deliver_mail(event: SQSEvent) -> dict[str, Any]:
    """Sends the mails that nudges name. Whatever fails is left to the sweep, so no message is given back."""
    from chalicelib.adapters.sqs import mail_keys  # noqa: PLC0415
    from chalicelib.services.mail.incoming import keys_in  # noqa: PLC0415
    from chalicelib.services.mail.sender import deliver  # noqa: PLC0415

    with invocation(event.context) as system:
        keys = keys_in(system.ports, (record.body for record in event), mail_keys)
        return {"sent": deliver(system.ports, system.mail_sender, keys)}


@app.on_sqs_message(
    queue=os.environ.get("WEBHOOK_QUEUE", "webhooks"),
    batch_size=WEBHOOK_NUDGES,
    maximum_concurrency=WEBHOOK_FUNCTIONS,
)
def deliver_webhooks(event: SQSEvent) -> dict[str, Any]:
    """Sends the events that nudges name to webhooks. Whatever fails is due again, so no message is given back."""
    from chalicelib.adapters.sqs import delivery_keys  # noqa: PLC0415
    from chalicelib.services.mail.incoming import keys_in  # noqa: PLC0415

    with invocation(event.context) as system:
        keys = keys_in(system.ports, (record.body for record in event), delivery_keys)
        return {"attempts": system.webhook_deliverer.deliver(keys)}


@app.on_sns_message(topic=os.environ.get("MAIL_EVENTS_TOPIC", "mail-events"))
def mail_events(event: SNSEvent) -> dict[str, Any]:
    """Takes in what SES reports of a message. What is no report on a known mail is dropped."""
    from chalicelib.adapters.mail.events import report_of  # noqa: PLC0415
    from chalicelib.services.mail.incoming import process_report  # noqa: PLC0415

    with invocation(event.context) as system:
        return {"known": process_report(system.ports, event.message, report_of) is not None}


@app.schedule(Rate(1, unit=Rate.MINUTES))
def sweep(event: CloudWatchEvent) -> dict[str, Any]:
    """Sees to whatever fell due since the last minute, and asks whether people can sign in."""
    from chalicelib.services.scheduled_job import sweep as sweep_once  # noqa: PLC0415

    with invocation(event.context) as system:
        sent = sweep_once(system.ports, system.mail_sender)
        if system.settings.sign_in_check:
            system.sessions.check()
        return {"sent": sent}


# Collections leave alone what the start made.
gc.freeze()
gc.enable()
