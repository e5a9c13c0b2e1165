"""The mail function: which mails are due, how they are sent, and what the mail service reports."""
