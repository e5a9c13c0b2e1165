"""Help, documentation, health, sign-in and static files."""
