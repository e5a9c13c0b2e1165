"""Mails to people who sign in, about how they do."""

from chalicelib.rendering.languages import instant
from chalicelib.rendering.mail.content import MailContent
from chalicelib.rendering.mail.identity_context import IdentityMailContext


def identity_moved(context: IdentityMailContext) -> MailContent:
    """That the person signs in with another provider from now on, and what to do if it was not them."""
    _, moved = context.say, context.moved
    return MailContent(
        subject=_("You sign in to {brand} with another provider now"),
        greeting=_("Hello {person},"),
        opening=(
            _(
                "{brand} has changed its sign-in provider. Somebody has signed in at the new provider with this"
                " mail address for the first time."
            ),
            _("If that was you: the roles and requests that you had before are there, and nothing else has changed."),
        ),
        facts=(
            (_("Sign-in provider before"), context.shown_issuer(moved.former_issuer)),
            (_("Sign-in provider now"), context.shown_issuer(moved.issuer)),
            (_("Signed in on"), instant(moved.moved_at, context.language)),
        ),
        closing=(
            _("There is nothing to do. If it was not you, write to {support} at once."),
            _("This mail has no link, and nobody from {brand} asks you for a password."),
        ),
    )
