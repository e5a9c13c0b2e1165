"""Send mails through SES, and parse its event notifications."""
