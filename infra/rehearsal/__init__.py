"""The rehearsal: the packaged artifact on an emulated AWS, deployed twice, with the journey walked over HTTP.

And `chalice deploy` itself, as far as the emulator goes along.
"""
