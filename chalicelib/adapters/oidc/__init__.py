"""Sign-in with an OpenID Connect provider, and verification of its tokens."""
