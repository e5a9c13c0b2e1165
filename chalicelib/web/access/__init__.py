"""Access requests and roles over HTTP: operations, pages, form and serializers."""
