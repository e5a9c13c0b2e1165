"""Every decision of the domain as it is stored: what changes, the event with its details, the mails, the refusals."""
