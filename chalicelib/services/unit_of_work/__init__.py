"""Read, decide, commit: ports, writes, the audit event and the caller that every use case shares."""
