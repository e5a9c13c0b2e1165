"""The tools of the local run: mailbox, clock, fault injection, work on demand."""
