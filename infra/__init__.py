"""What operators and the local run need: templates, checks, imports. Nothing here ships to Lambda."""
