"""`make demo`: walk through the whole journey on a local stack of its own, and check each step."""
