"""Make many bulletins from the repository's own texts, each with other numbers, for measuring long runs."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

CORPORA = Path(__file__).resolve().parents[1] / "corpora"

# Figures, not dates or numbers of documents: those stay what they are.
_FIGURE = re.compile(r"[1-9]\d*(?=\.?\d*[万亿]?[个户栋幢部台套人项处条元米])")


def texts() -> list[str]:
    """Return the texts of the samples and of the annotated bulletins."""
    found = [path.read_text(encoding="utf-8") for path in sorted((CORPORA / "samples").glob("*.txt"))]
    for path in sorted((CORPORA / "bulletins").glob("*/*.json")):
        found.append(json.loads(path.read_text(encoding="utf-8"))["source_text"])
    return found


def documents(count: int, seed: int = 0) -> Iterator[str]:
    """Yield bulletins; the same count and seed give the same ones."""
    known = texts()
    chance = random.Random(seed)  # noqa: S311 (no secret)
    for number in range(count):
        text = known[number % len(known)]
        yield _FIGURE.sub(lambda figure: str(chance.randint(1, 10 ** len(figure[0]))), text)


def write_documents(path: Path, count: int, seed: int = 0) -> None:
    """Write a JSONL file of bulletins, one in a hundred of them broken."""
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(documents(count, seed)):
            line = json.dumps({"text": text, "external_id": str(number)}, ensure_ascii=False)
            file.write((line[:-2] if number % 100 == 57 else line) + "\n")
