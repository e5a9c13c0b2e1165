"""People, mail addresses and domain identifiers."""
