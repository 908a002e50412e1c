"""Articles read by worker processes: one that fails, dies or is late is a named failure of its own."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bulletin_nlp.extraction.reading import Given
from bulletin_nlp.page import read_page
from bulletin_nlp.record import Bulletin
from bulletin_nlp.store import Store
from tests.crawl.simulator import SimulatedPortal
from tests.crawl.world import World, extract


class _Extraction:
    """Finds nothing; breaks in the way that a text names."""

    def load(self) -> None:
        """Load what the first page would, so that its time is its own."""
        words = "<p>2025年，全市计划改造城镇老旧小区48个，确保6月底前全部开工。</p>" * 8
        page = f"<html><body><div class='content'>{words}</div></body></html>"
        read_page(page, url="http://127.0.0.1/a.html")

    def __call__(self, text: str, given: Given) -> Bulletin:
        if "致死" in text:
            os._exit(7)
        if "迟到" in text:
            time.sleep(60)
        if "出错" in text:
            raise KeyError("a bug of the extraction")
        return extract(text, given)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with SimulatedPortal(family="nfcms", articles=5) as portal:
        yield World(tmp_path, [portal])


@pytest.mark.parametrize(
    ("word", "code"), [("出错", "extraction_failed"), ("致死", "worker_died"), ("迟到", "extraction_timeout")]
)
def test_an_article_that_breaks_its_reader_is_named_and_the_run_goes_on(
    world: World, word: str, code: str
) -> None:
    (portal,) = world.portals
    words = "".join(
        f"<p>{word}，全市改造老旧小区48个，惠及居民1.35万户，投资4.83亿元。</p>" for _ in range(8)
    )
    whole = f"<html><head><title>{word}</title></head><body><div class='content'>{words}</div></body></html>"
    portal.misbehave("page", on="article:3", html=whole)
    visit = world.visit(workers=1, time_limit=2.0, extraction=_Extraction())
    assert visit.count("new") == 4
    (failed,) = [outcome for outcome in visit.outcomes if outcome.startswith("failed:")]
    assert failed == f"failed:{code}"
    with Store.open(world.place) as store:
        (failure,) = store.failures()
    assert (failure.input, failure.code) == (portal.url(3), code)
    portal.behave()
    assert world.visit(workers=1, extraction=_Extraction()).count("new") == 1
    with Store.open(world.place) as store:
        assert store.failures() == []
