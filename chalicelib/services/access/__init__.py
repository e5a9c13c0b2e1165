"""Use cases of access: request it, decide, give and withdraw roles, claim grants."""
