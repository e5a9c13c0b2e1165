"""Smart Account requests: everything that runs on Lambda, in layers that import one way only."""

# The one place of the version. Released versions have sections of their own in `CHANGELOG.md`.
VERSION = "0.3.0"
