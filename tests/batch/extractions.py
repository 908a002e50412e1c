"""Extractions that worker processes can import, one for each way in which an input may end."""

from __future__ import annotations

import os
import signal
import time

from bulletin_nlp.extraction.reading import Given
from bulletin_nlp.record import Bulletin, Source
from tests.store.factory import plain_bulletin


def plain(text: str, given: Given) -> Bulletin:
    """Find nothing; fail where the text says so."""
    if "坏" in text:
        raise KeyError("a bug of the extraction")
    source = Source(url=given.url, encoding=given.encoding, extra=dict(given.extra))
    return plain_bulletin(text, published=given.published, source=source)


def eventful(text: str, given: Given) -> Bulletin:
    """Hang or die where the text says so."""
    if "停" in text:
        time.sleep(3600)
    if "死" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    return plain(text, given)


def slow(text: str, given: Given) -> Bulletin:
    """Take a while, so that a run can be broken in its midst."""
    time.sleep(0.05)
    return plain(text, given)


class NeverLoads:
    """An extraction whose process dies before it can work."""

    def load(self) -> None:
        os._exit(7)

    def __call__(self, text: str, given: Given) -> Bulletin:
        return plain(text, given)
