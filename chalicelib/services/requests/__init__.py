"""Use cases of account requests: submit, follow, review, decide by a link."""
