"""Programs of integrators: clients that are generated of the OpenAPI document walk the journey."""
