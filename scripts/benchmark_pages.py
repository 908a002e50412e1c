"""Measure how well articles and their dates are read from pages, beside trafilatura on the same pages.

    python scripts/benchmark_pages.py FILE.jsonl [--each]

FILE holds one page a line: ``input`` (HTML), ``expected`` (a list whose first item has ``content`` and
``date``). The content's score is F1 over character 4-grams without white space, counted with their
repetitions; a date is right where its day is, where only a year or month is expected where it lies in
it, and where none is expected where none is given. ``--each`` prints a line a page.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.page import read_page

#: Characters of a gram.
GRAM = 4
_DATE = re.compile(r"(\d{4})(?:\D(\d{1,2})(?:\D(\d{1,2}))?)?")

Reading = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Score:
    """What one reader reached on one page."""

    case: str
    precision: float
    recall: float
    f1: float
    date_right: bool
    date: str | None
    expected_date: str | None


def grams(text: str) -> Counter[str]:
    """Count a text's character 4-grams without white space."""
    bare = re.sub(r"\s", "", text)
    return Counter(bare[i : i + GRAM] for i in range(max(len(bare) - GRAM + 1, 1)))


def overlap(text: str, wanted: str) -> tuple[float, float, float]:
    """Return precision, recall and F1 of a text's grams."""
    found, right = grams(text), grams(wanted)
    common = (found & right).total()
    if not common:
        return 0.0, 0.0, 0.0
    precision, recall = common / found.total(), common / right.total()
    return precision, recall, 2 * precision * recall / (precision + recall)


def day_is_right(found: str | None, wanted: str | None) -> bool:
    """Tell whether an ISO date is the expected day, or lies in the expected month or year."""
    match = _DATE.match(wanted or "")
    if match is None:
        return found is None
    expected = "-".join(part.zfill(2) for part in match.groups() if part)
    return found is not None and found.startswith(expected)


def read_ours(html: str) -> Reading:
    """Read a page with this package."""
    try:
        article = read_page(html)
    except BulletinError:
        return "", None
    text = article.text.removeprefix(f"{article.title}\n") if article.title else article.text
    return text, article.published.isoformat()[:10] if article.published else None


def read_with_trafilatura(html: str) -> Reading:
    """Read a page with trafilatura as it comes."""
    import trafilatura

    found = trafilatura.bare_extraction(html, include_comments=False, with_metadata=True)
    return (found.text or "", found.date) if found is not None else ("", None)


def measure(cases: Iterable[dict[str, Any]], reader: Callable[[str], Reading]) -> list[Score]:
    """Score a reader on every case."""
    scores = []
    for case in cases:
        expected = case["expected"][0]
        text, day = reader(case["input"])
        precision, recall, f1 = overlap(text, expected["content"])
        right = day_is_right(day, expected.get("date"))
        scores.append(
            Score(case["id"].split("/")[-1][:8], precision, recall, f1, right, day, expected.get("date"))
        )
    return scores


def load(path: Path) -> list[dict[str, Any]]:
    """Return the cases of a suite."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def main() -> None:
    """Print mean content F1 and the share of right dates of each reader."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("suite", type=Path)
    parser.add_argument("--each", action="store_true")
    arguments = parser.parse_args()
    cases = load(arguments.suite)
    for name, reader in (("bulletin_nlp", read_ours), ("trafilatura", read_with_trafilatura)):
        begun = time.perf_counter()
        try:
            scores = measure(cases, reader)
        except ImportError as error:
            print(f"{name:14} not measured: {error}")
            continue
        took = time.perf_counter() - begun
        content = sum(s.f1 for s in scores) / len(scores)
        dates = sum(s.date_right for s in scores) / len(scores)
        print(f"{name:14} content F1 {content:.3f}  date {dates:.3f}  {len(scores)} pages in {took:.1f} s")
        if arguments.each:
            for s in scores:
                mark = "" if s.date_right else f"  date {s.date}, expected {s.expected_date}"
                print(f"  {s.case}  P {s.precision:.3f}  R {s.recall:.3f}  F1 {s.f1:.3f}{mark}")


if __name__ == "__main__":
    main()
