"""Claims about Smart Account requests, each in a test's name."""
