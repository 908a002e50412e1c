"""A pause that ends when the run is to end."""

from __future__ import annotations

import threading
from collections.abc import Callable

__all__ = ["Stopped", "pausing"]


class Stopped(Exception):
    """The run is to end, and the address that was waited for was not asked for."""


def pausing(stop: threading.Event) -> Callable[[float], None]:
    """Return what waits so many seconds between two requests.

    Args:
        stop: set where the run is to end; the wait then ends at once.

    Raises:
        Stopped: by what is returned, so that nothing is asked for before its time.
    """

    def pause(seconds: float) -> None:
        if stop.wait(seconds):
            raise Stopped

    return pause
