"""bulletin_nlp: structured, grounded records from Chinese government bulletins.

>>> from bulletin_nlp import extract
>>> record = extract("2025年，全省计划开工改造1289个小区。")
>>> record.metrics[0].span.text
'1289个'

Everything heavy is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from bulletin_nlp._version import __version__

if TYPE_CHECKING:
    from bulletin_nlp.api import explain, extract, load
    from bulletin_nlp.errors import BulletinError
    from bulletin_nlp.record import Bulletin

__all__ = ["Bulletin", "BulletinError", "__version__", "explain", "extract", "load"]

_HOME = {
    "explain": "bulletin_nlp.api",
    "extract": "bulletin_nlp.api",
    "load": "bulletin_nlp.api",
    "Bulletin": "bulletin_nlp.record",
    "BulletinError": "bulletin_nlp.errors",
}


def __getattr__(name: str) -> Any:
    # PEP 562: the public names are looked up when they are asked for, so that importing stays quick.
    if name in _HOME:
        value = getattr(import_module(_HOME[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
