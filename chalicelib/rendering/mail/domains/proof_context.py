"""The values that a mail about a domain proof may use; does not depend on its sentences."""

from chalicelib.domain.mails import MailDraft
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.brand import Brand
from chalicelib.rendering.languages import translator
from chalicelib.rendering.pages.formatting import shown_domain, shown_name


@value_class
class ProofMailContext:
    """One mail's draft with the proof that it is about."""

    draft: MailDraft
    proof: DomainProof
    brand: Brand
    language: str

    def say(self, text: str, **more: str) -> str:
        """A sentence of the catalogue, filled in."""
        proof = self.proof
        words = {
            **self.brand.vocabulary,
            "person": shown_name(proof.asked_by.name, proof.asked_by.email),
            "domain": shown_domain(proof.domain),
            "zone": shown_domain(proof.registrable_domain),
            **more,
        }
        return translator(self.language).gettext(text).format(**words)

    @property
    def signature(self) -> str:
        """Who writes."""
        return self.brand.name
