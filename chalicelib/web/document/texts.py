"""Texts that stand in the document alone, in Markdown. It is in English; the pages say the same in each language."""

ABOUT = (
    "Request a Smart Account on a customer's behalf, and follow the request until somebody at the customer decides."
    " Sets of values, such as those of a status, may grow: let a program pass over a value that it does not know."
    " Responses may get further members. In requests, only the values and members that stand here are accepted."
)
DEFAULT_ANSWER = "Any other problem, under the status that it says."
PROGRAM_BEARER = (
    "An access token that the sign-in provider gives to the program's client itself, by the client credentials grant"
    " (RFC 6749, section 4.4), for the API's audience and with the scopes that an operation names. Discovery"
    " (`<issuer>/.well-known/openid-configuration`) names the token endpoint. The client acts for the account whose"
    " invitation it has confirmed."
)
BEARER = (
    "The ID token of the sign-in provider: a JWT, verified as RFC 8725 asks for (algorithm, issuer, audience, times)."
)
