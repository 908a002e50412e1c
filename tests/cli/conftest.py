"""What every test of the commands needs."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _default_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the width to the commands: a test runner may have set its own in ``COLUMNS``."""
    monkeypatch.delenv("COLUMNS", raising=False)
