"""`make bench`: what the product asks of its database, and how long it takes, held against the budgets."""
