"""Settings that contradict each other, with what is told of them, and settings that only look so."""

PROD = {"STAGE": "prod"}
FORMER = "https://[::1]"
SHARED = f"k1:{'l' * 32},k2:{'a' * 32}"
CONTRADICTORY = [
    (
        {"REQUEST_DAYS": "60", "REMINDER_DAYS": "3", "RESEND_PAUSE_MINUTES": str(60 * 24 * 60)},
        "RESEND_PAUSE_MINUTES contradicts REQUEST_DAYS",
    ),
    ({"MAILS_PER_ORGANISATION": "4"}, "MAILS_PER_ORGANISATION contradicts CUSTOMER_ADDRESSES"),
    ({"CUSTOMER_ADDRESSES": "6", "MAILS_PER_REQUESTER": "5"}, "MAILS_PER_REQUESTER contradicts CUSTOMER_ADDRESSES"),
    ({"NOMINATIONS_PER_REQUEST": "5"}, "NOMINATIONS_PER_REQUEST contradicts CUSTOMER_ADDRESSES"),
    ({"REQUEST_DAYS": "83"}, "REMINDER_DAYS contradicts REQUEST_DAYS"),
    ({"REQUEST_DAYS": "10", "REMINDER_DAYS": "3,10"}, "REMINDER_DAYS contradicts REQUEST_DAYS"),
    ({"ACCESS_REMINDER_DAYS": "60"}, "ACCESS_REMINDER_DAYS contradicts ACCESS_DAYS"),
    ({"ACCESS_DAYS": "30"}, "ACCESS_ESCALATION_DAYS contradicts ACCESS_DAYS"),
    ({"AUDIT_KEYS": SHARED}, "LINK_KEYS contradicts AUDIT_KEYS"),
    (PROD | {"EXAMPLE_DOMAINS": "true"}, "EXAMPLE_DOMAINS contradicts STAGE"),
    (PROD | {"METRICS_DISABLED": "true"}, "METRICS_DISABLED contradicts STAGE"),
    (PROD | {"PUBLIC_URL": "http://127.0.0.1:8000"}, "PUBLIC_URL contradicts STAGE"),
    (PROD | {"PUBLIC_URL": "https://localhost/api"}, "PUBLIC_URL contradicts STAGE"),
    (PROD | {"OIDC_ISSUER": "http://localhost:8001"}, "OIDC_ISSUER contradicts STAGE"),
    (PROD | {"OIDC_ISSUER": "https://[::1]"}, "OIDC_ISSUER contradicts STAGE"),
    (PROD | {"DNS_RESOLVERS": "1.1.1.1,127.0.0.1:5353"}, "DNS_RESOLVERS contradicts STAGE"),
    (PROD | {"OIDC_LOGOUT_URL": "http://127.0.0.1/logout"}, "OIDC_LOGOUT_URL contradicts STAGE"),
    (
        {"WEBHOOKS_ON_THIS_MACHINE": "true"},
        "WEBHOOKS_ON_THIS_MACHINE contradicts PUBLIC_URL",
    ),
    ({"API_AUDIENCE": "app"}, "API_AUDIENCE contradicts OIDC_CLIENT_ID"),
    ({"OIDC_FORMER_ISSUER_UNTIL": "2027-03-31"}, "OIDC_FORMER_ISSUER contradicts OIDC_FORMER_ISSUER_UNTIL"),
    (
        {"OIDC_ISSUER": FORMER, "OIDC_FORMER_ISSUER": FORMER, "OIDC_FORMER_ISSUER_UNTIL": "2027-03-31"},
        "OIDC_FORMER_ISSUER contradicts OIDC_ISSUER",
    ),
    (
        {"OIDC_FORMER_ISSUER": FORMER, "OIDC_FORMER_ISSUER_UNTIL": ""},
        "OIDC_FORMER_ISSUER contradicts OIDC_FORMER_ISSUER_UNTIL",
    ),
]
SOUND = [
    PROD,
    {"EXAMPLE_DOMAINS": "true", "PUBLIC_URL": "http://127.0.0.1:8000", "OIDC_ISSUER": "http://localhost:8001"},
    {"METRICS_DISABLED": "true"},
    {"WEBHOOKS_ON_THIS_MACHINE": "true", "PUBLIC_URL": "http://localhost:8000"},
    {"REQUEST_DAYS": "84"},
    # A review that ends before the day of a reminder has no such reminder.
    {"REVIEW_DAYS": "4"},
    {"ACCESS_DAYS": "31", "ACCESS_REMINDER_DAYS": "3,30"},
    {"REQUEST_DAYS": "7", "REMINDER_DAYS": "3,6"},
    {"REQUEST_DAYS": "7", "REMINDER_DAYS": ",", "LINK_DAYS": "14"},
    {"API_AUDIENCE": "https://accounts.vendor.example", "API_TOKEN_PROFILE": "entra"},
    {"CUSTOMER_ADDRESSES": "20"},
    {"CUSTOMER_ADDRESSES": "1", "MAILS_PER_ORGANISATION": "1", "NOMINATIONS_PER_REQUEST": "2"},
    {"RESEND_PAUSE_MINUTES": "1440", "MAIL_WINDOW_HOURS": "1"},
    {"MAILS_PER_RECIPIENT": "6", "MAILS_PER_ORGANISATION": "5", "MAILS_PER_REQUESTER": "5"},
    {"MAIL_SENDER": "Smart Accounts <no-reply@vendor.example>"},
    {"LINK_KEYS": f"k1:{'l' * 32},k2:{'m' * 32}"},
    # A day that has passed: a container that starts on the day after must not fail.
    {"OIDC_FORMER_ISSUER": FORMER, "OIDC_FORMER_ISSUER_UNTIL": "2020-01-31"},
    {"OIDC_FORMER_ISSUER": "https://sign-in.vendor.example/", "OIDC_FORMER_ISSUER_UNTIL": "2027-03-31"},
]
