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

# Of what receivers of webhooks are called with.
TEAM_EVENT = "An event of the account's team"
TEAM_EVENT_SENT = (
    "Sent to each webhook that wants its kind, by Standard Webhooks: the headers `webhook-id`, `webhook-timestamp` and "
    "`webhook-signature` sign the body with the webhook's secret (HMAC-SHA256). The same event may be sent more than "
    "once, each time under the same `webhook-id`."
)
RECEIVED = "Received: the event is not sent again"
RECEIVER_GONE = "The webhook is ended, and nothing is sent to it any more"
