"""Use cases over ports: read, ask the pure domain for a decision, commit it as one transaction."""
