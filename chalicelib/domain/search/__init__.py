"""How names are indexed, and how a query finds them."""
