"""Writes of a commit that concern recoveries."""

from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.domain.value_classes import value_class


@value_class
class SaveRecovery:
    """Write the recovery if it is still at the version that was read (0: if there is none).

    It is listed among those under way, as long as it is.
    """

    recovery: Recovery


@value_class
class ListRecovery:
    """Add a recovery to the list of its candidate."""

    recovery: Recovery


RecoveryWrite = SaveRecovery | ListRecovery
