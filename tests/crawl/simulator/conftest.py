from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crawl.simulator import SimulatedPortal


@pytest.fixture
def portal() -> Iterator[SimulatedPortal]:
    with SimulatedPortal(family="nfcms", articles=12) as made:
        yield made
