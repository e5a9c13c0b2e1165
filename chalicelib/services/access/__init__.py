"""Use cases of access: request access, decide requests, grant, withdraw and claim roles."""
