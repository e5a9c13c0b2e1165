// Swagger UI over the document of the running app. It asks nobody else: no validator, no other origin.
SwaggerUIBundle({
  url: "/viewer/openapi.json",
  dom_id: "#viewer",
  validatorUrl: null,
  queryConfigEnabled: false,
  deepLinking: true,
  docExpansion: "list",
  tryItOutEnabled: true,
});
