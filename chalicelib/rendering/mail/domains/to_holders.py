"""Mails to whoever has asked for the proof of a domain."""

from chalicelib.rendering.languages import instant
from chalicelib.rendering.mail.content import Button, Fact, MailContent
from chalicelib.rendering.mail.domains.proof_context import ProofMailContext
from chalicelib.rendering.pages.formatting import shown_domain


def proof_asked(context: ProofMailContext) -> MailContent:
    """Which record is to be set, and until when. It can be handed on to whoever runs the domain's DNS."""
    _ = context.say
    return MailContent(
        subject=_("The DNS record for {domain}"),
        greeting=_("Hello {person},"),
        opening=(
            _(
                "You want to show that {domain} is yours. Set this DNS record, or hand this mail on to whoever manages"
                " the DNS of {domain}."
            ),
        ),
        facts=_record(context),
        button=Button(_("Follow the proof"), context.brand.urls.domain_proof(context.proof.proof_id)),
        closing=(
            _("We look for the record by ourselves, and you can have us look at any time on that page."),
            _("Leave the record where it is afterwards: we look for it each week, and without it the proof lapses."),
            _("The record works for you alone. It gives nobody a role or access, and it contains no secret."),
            _("If you did not ask for this, you can ignore this mail."),
        ),
    )


def proof_lapsed(context: ProofMailContext) -> MailContent:
    """That the record is gone, and how to have the proof back."""
    _, proof = context.say, context.proof
    seen = instant(proof.seen_at, context.language) if proof.seen_at else ""
    return MailContent(
        subject=_("{domain} no longer counts as yours"),
        greeting=_("Hello {person},"),
        opening=(
            _("For three weeks the DNS record was not there that shows that {domain} is yours. The proof has lapsed."),
            _("To have it back, ask for the proof again and set the same record."),
        ),
        facts=(
            (_("Domain"), shown_domain(proof.domain)),
            (_("Name in full"), proof.record.name),
            (_("Value"), proof.record.value),
            *([(_("Seen for the last time"), seen)] if seen else []),
        ),
        button=Button(_("Ask again"), context.brand.urls.domain_proof(proof.proof_id)),
        closing=(_("Roles and accounts stay as they are."),),
    )


def _record(context: ProofMailContext) -> tuple[Fact, ...]:
    _, proof = context.say, context.proof
    return (
        (_("Domain"), shown_domain(proof.domain)),
        (_("Type"), "TXT"),
        (_("Name in full"), proof.record.name),
        (_("Name within the zone {zone}"), proof.record.relative_name),
        (_("Value"), proof.record.value),
        (_("Set it before"), instant(proof.deadline, context.language)),
    )
