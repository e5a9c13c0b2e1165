"""Learn the words of accounts that are new or were renamed, so that mistyped ones are recognised.

An account waits from the transaction that wrote it on. Learning twice changes nothing, so nothing is lost or counted
wrong when the job dies at any line.
"""

import logging
from functools import partial

from chalicelib.domain.search.vocabulary import known_words
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.unreadable import unless_unreadable

logger = logging.getLogger(__name__)


def learn_new_words(ports: Ports, limit: int) -> None:
    """Learn the words of the accounts that have waited longest. One that cannot be read waits for the next rebuild.

    A busy database leaves all as it was; no error stops the rest of the job.
    """
    try:
        _learn(ports, limit)
    except Exception:
        logger.exception("words could not be learned")


def _learn(ports: Ports, limit: int) -> None:
    waiting = ports.index.unlearned(limit)
    found: set[str] = set()
    for one in waiting:
        account = unless_unreadable(partial(ports.store.account, one.account_id))
        found |= known_words(account) if account else frozenset()
    ports.index.learn(dict.fromkeys(found, 1))
    for one in waiting:
        ports.index.note_learned(one)
