"""Packages that only some formats need."""

from __future__ import annotations

import importlib
from typing import Any

from bulletin_nlp.errors import BulletinError

__all__ = ["load_package"]


def load_package(name: str, extra: str) -> Any:
    """Return a package that comes with an extra of this one.

    Args:
        name: the package or module, such as ``"pyarrow.parquet"``.
        extra: the extra that brings it, such as ``"parquet"``.

    Raises:
        BulletinError: ``option_invalid`` where it is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise BulletinError(
            "option_invalid",
            f"{name.partition('.')[0]} is not installed",
            f"pip install 'bulletin-nlp[{extra}]'",
        ) from error
