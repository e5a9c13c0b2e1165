"""What every page shares: page table, request context, forms, sessions, cookies."""
