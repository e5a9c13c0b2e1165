"""The feed: what the programs of a team are told, in an order that stands."""
