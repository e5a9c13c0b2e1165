"""Send events to webhooks: signed, over HTTPS, to addresses that were checked."""
