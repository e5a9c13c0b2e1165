"""Programs: their invitations, and what their clients confirm."""
