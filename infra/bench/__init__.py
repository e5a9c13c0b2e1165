"""`make bench`: measure database calls, units and times of the product and compare them with their budgets."""
