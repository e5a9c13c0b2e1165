"""Make a person of the claims of a verified ID token, and of the userinfo endpoint."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

import msgspec

from chalicelib.adapters.oidc.group_claims import GroupRules
from chalicelib.domain.errors import Invalid, Problem, Refused
from chalicelib.domain.identity.display_name import ReservedNames, display_name
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import REVIEWERS, Person
from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.value_classes import value_class

logger = logging.getLogger(__name__)

# Increase this when the code changes how it interprets claims.
RULES_VERSION = 1
RULES_LENGTH = 16
EMAIL, VERIFIED, NAME, LOCALE = "email", "email_verified", "name", "locale"
# Where Entra ID points to claims that it left out, such as more than 200 groups.
LEFT_OUT = "_claim_names"

RawClaims = Mapping[str, object]


@value_class
class PersonRules:
    """How claims become a person.

    `vouched_domains` are mail domains (A-labels) whose addresses need no `email_verified`: the provider gives an
    address there to its holder only (docs/sign-in-providers.md "Domains that the provider vouches for").
    """

    groups: GroupRules
    reserved: ReservedNames
    vouched_domains: frozenset[str] = frozenset()

    def person(self, person_id: str, claims: RawClaims) -> Person:
        """Return the person. Raises `email-not-verified`."""
        email = self._address(claims)
        if self.groups.claim in str(claims.get(LEFT_OUT, "")):
            logger.warning("the sign-in provider left out the groups: there are too many for a token")
        return Person(
            person_id=person_id,
            email=email,
            name=display_name(_text(claims.get(NAME)), email, self.reserved),
            language=_language(claims.get(LOCALE)),
            # No other group means anything here, and some people have hundreds: every page would read them.
            groups=self.groups.groups_of(claims) & {REVIEWERS},
        )

    def needs_userinfo(self, claims: RawClaims) -> bool:
        """Whether the claims lack the address, or say nothing of its verification and need it.

        OpenID Connect Core, section 5.4, leaves both to the userinfo endpoint; Okta's organisation server is reported
        to send the address in the ID token, and `email_verified` from there alone.
        """
        email = claims.get(EMAIL)
        return not email or (VERIFIED not in claims and not self._is_vouched_for(email))

    def _is_vouched_for(self, email: object) -> bool:
        try:
            return MailAddress.parse_exact(_text(email)).domain in self.vouched_domains
        except Invalid:
            return False

    def completed(self, claims: RawClaims, userinfo: RawClaims) -> RawClaims:
        """Return the claims with those of the userinfo endpoint, which must be about the same subject.

        The address and its verification come from there, except that an ID token which says that the address is not
        verified prevails; of the others, those that are missing. Raises `unauthenticated`.
        """
        if userinfo.get("sub") != claims["sub"]:
            logger.warning("the userinfo endpoint answered for another subject")
            raise Refused(Problem.UNAUTHENTICATED)
        about_person = (EMAIL, VERIFIED, NAME, LOCALE, self.groups.claim)
        added = {claim: userinfo[claim] for claim in about_person if claim in userinfo}
        # "Verified" in the ID token is about no address that it names; "not verified" is refused whatever it is about.
        replaced = (EMAIL,) if VERIFIED in claims and not _is_true(claims[VERIFIED]) else (EMAIL, VERIFIED)
        return added | {claim: value for claim, value in claims.items() if claim not in replaced}

    @property
    def fingerprint(self) -> str:
        """Changes whenever the rules for names and groups do."""
        rules = (RULES_VERSION, msgspec.to_builtins(self.groups), sorted(self.reserved.keys))
        return sha256(msgspec.json.encode(rules)).hexdigest()[:RULES_LENGTH]

    def revalidated(self, person: Person, fingerprint: str) -> Person:
        """Return a stored person, interpreted by these rules; `fingerprint` is that of the rules at sign-in.

        If the rules have changed, the groups are dropped and the name is validated again.
        """
        if fingerprint == self.fingerprint:
            return person
        return replace(person, name=display_name(person.name, person.email, self.reserved), groups=frozenset())

    def _address(self, claims: RawClaims) -> MailAddress:
        email = claims.get(EMAIL)
        if not isinstance(email, str) or not email:
            raise _missing(EMAIL)
        try:
            address = MailAddress.parse_exact(email)
        except Invalid:
            raise Refused(Problem.EMAIL_NOT_VERIFIED) from None
        if VERIFIED not in claims and address.domain not in self.vouched_domains:
            raise _missing(VERIFIED)
        if VERIFIED in claims and not _is_true(claims[VERIFIED]):
            raise Refused(Problem.EMAIL_NOT_VERIFIED)
        return address


def _missing(claim: str) -> Refused:
    logger.warning("the sign-in provider sends no claim %s: see docs/sign-in-providers.md", claim)
    return Refused(Problem.EMAIL_NOT_VERIFIED, facts={"missing_claim": claim})


def _is_true(claim: object) -> bool:
    """Some providers write a boolean as text, in any case of letters: Cognito, of attributes that SAML brings."""
    return claim is True or (isinstance(claim, str) and claim.lower() == "true")


def _text(claim: object) -> str:
    return claim if isinstance(claim, str) else ""


def _language(locale: object) -> str:
    """Return the language of a locale such as `fr-CA`, empty if it is not supported."""
    language = str(locale).replace("_", "-").partition("-")[0].lower()
    return language if language in LANGUAGES else ""
