"""The rehearsal: deploy the package to an emulated AWS twice and walk through the journey over HTTP.

Also runs `chalice deploy` itself, as far as the emulator supports it.
"""
