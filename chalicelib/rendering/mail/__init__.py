"""From a row of the outbox to a MIME message."""
