"""The rehearsal: deploy the package to an emulated AWS twice and walk through the journey over HTTP.

Also runs `make deploy` and `make destroy` themselves, and kills deployments at many points.
"""
