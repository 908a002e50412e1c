"""What the fetcher's tests ask: a site of their own, and a fetcher that does not wait."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bulletin_nlp.crawl.fetch import Fetcher, FetchSettings
from tests.crawl.fetch.site import Site, serving

QUICK = FetchSettings(connect_timeout=2, read_timeout=2, total_timeout=5, retries=0)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as served:
        yield served


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(QUICK) as made:
        yield made
