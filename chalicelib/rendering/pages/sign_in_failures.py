"""What a person is told when a sign-in fails, unless the problem's own text says it better."""

from collections.abc import Mapping

from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.languages import msgid, translator
from chalicelib.services.sign_in.failures import SignInFailure


@value_class
class FailureTexts:
    """One row for each failure: the heading of the page, and what to do. The page has a button to try again."""

    title: str
    detail: str


FAILURE_TEXTS: Mapping[SignInFailure, FailureTexts] = {
    SignInFailure.REFUSED: FailureTexts(
        msgid("Your sign-in provider did not sign you in"),
        msgid(
            "It refused, or you cancelled there. Try again, with another account if need be; if it refuses again,"
            " write to {support}."
        ),
    ),
    SignInFailure.UNAVAILABLE: FailureTexts(
        msgid("Signing in is not possible just now"),
        msgid("Your sign-in provider or this service is busy. Wait a minute, then try again."),
    ),
    SignInFailure.INCOMPLETE: FailureTexts(
        msgid("The sign-in is not complete"),
        msgid("Your sign-in provider needs something from you first. Try again, and answer what it asks."),
    ),
    SignInFailure.NOT_SET_UP: FailureTexts(
        msgid("Signing in does not work here"),
        msgid(
            "Your sign-in provider does not accept what this site asks of it, and you can do nothing about that."
            " Write to {support}, and try again once it is mended."
        ),
    ),
    SignInFailure.EXPIRED: FailureTexts(
        msgid("The sign-in took too long"),
        msgid("It ends after 10 minutes. Try again; you come back to the page you were going to."),
    ),
    SignInFailure.UNKNOWN: FailureTexts(
        msgid("This browser does not know this sign-in"),
        msgid(
            "It was started in another browser or long ago, or your browser keeps no cookies of this site. Allow"
            " cookies here, then sign in again."
        ),
    ),
    SignInFailure.INVALID: FailureTexts(
        msgid("The sign-in could not be verified"),
        msgid("The answer of your sign-in provider was used before, or belongs to another sign-in. Try again."),
    ),
}


def failure_texts(failure: SignInFailure, language: str, support: str) -> FailureTexts:
    """Return the texts in this language."""
    texts, say = FAILURE_TEXTS[failure], translator(language).gettext
    return FailureTexts(say(texts.title), say(texts.detail).format(support=support))
