"""The whole system on one machine, without Docker: embedded AWS, sign-in, mailbox, clock and the app."""
