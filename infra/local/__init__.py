"""The local stack: emulated AWS, sign-in provider, mailbox, clock and the app on one machine, without Docker."""
