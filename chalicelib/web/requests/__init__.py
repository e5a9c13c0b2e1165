"""Account requests over HTTP: operations, pages, form and serializers."""
