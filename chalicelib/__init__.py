"""Smart Account requests: everything that runs on Lambda, in layers that import one way only."""
