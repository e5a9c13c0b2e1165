"""The search index: which entries an account has, and how a query finds them."""
