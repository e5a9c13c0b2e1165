"""The feed of a team over HTTP."""
