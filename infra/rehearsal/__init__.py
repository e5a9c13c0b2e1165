"""The rehearsal: the packaged artifact on an emulated AWS, deployed twice, with the journey walked over HTTP."""
