"""Access requests and roles over HTTP: operations, pages, forms and serializers."""
