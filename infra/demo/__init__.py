"""`make demo`: the whole journey on a local stack of its own, each step described and checked."""
