"""The annotated examples beside the checkout: every expected metric, and none of the near-misses."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bulletin_nlp.extraction.metrics import find_metrics
from bulletin_nlp.extraction.organizations import find_organizations
from bulletin_nlp.extraction.reading import Given, Reading
from bulletin_nlp.extraction.regions import find_regions
from bulletin_nlp.text.clean import clean
from bulletin_nlp.text.header import read_header

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
EXAMPLES = sorted((SHARED / "examples").glob("*.json"))


def read(example: dict[str, Any]) -> Reading:
    source = example.get("source_text")
    if source is None:
        source = next((SHARED / "seed").glob("*.txt")).read_text(encoding="utf-8")
    given = {name: value for name, value in (example.get("given") or {}).items() if value}
    if "published" in given:
        given["published"] = date.fromisoformat(given["published"])
    text = clean(source)
    reading = Reading(text, read_header(text), Given(**given))
    find_regions(reading)
    find_organizations(reading)
    find_metrics(reading)
    return reading


@pytest.mark.skipif(not EXAMPLES, reason="the annotated examples are not beside this checkout")
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_annotated_bulletin_gives_exactly_its_metrics(path: Path) -> None:
    example = json.loads(path.read_text(encoding="utf-8"))
    expected = example["expected"]
    reading = read(example)
    wanted = sorted(
        (Decimal(str(m["value"])), m["unit"], m["indicator"], m["region"] or "")
        for m in expected.get("metrics", [])
    )
    found = sorted((Decimal(m.value), m.unit, m.indicator, m.region or "") for m in reading.metrics)
    assert found == wanted
    for words in expected.get("not_metrics", []):
        at = reading.clean.find(words)
        assert not any(m.span.start < at + len(words) and m.span.end > at >= 0 for m in reading.metrics)
