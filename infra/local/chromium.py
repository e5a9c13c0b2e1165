"""Which Chromium on this machine is driven."""

import shutil

# The one without windows opens a page in a quarter of the other one's processor time.
NAMES = ("chromium-headless-shell", "chromium")


def chromium() -> str | None:
    """Return the path of the browser, if there is one on the PATH."""
    return next(filter(None, map(shutil.which, NAMES)), None)
