"""Bringing a stage to AWS and taking it away again, step by step; each step may be run twice."""
