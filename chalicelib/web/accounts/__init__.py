"""Directory, accounts and their administration over HTTP: operations, pages and serializers."""
