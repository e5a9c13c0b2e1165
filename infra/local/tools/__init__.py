"""The tools of the local stack: mailbox, clock, fault injection, work on demand."""
