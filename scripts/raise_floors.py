"""Raise the floors of the annotated corpora to what is measured now; none is lowered.

python scripts/raise_floors.py
"""

from __future__ import annotations

import json
from pathlib import Path

from bulletin_nlp.learn.corpus import read_corpus
from bulletin_nlp.learn.evaluate import evaluate
from bulletin_nlp.learn.floors import raised, read_floors

CORPORA = Path(__file__).resolve().parents[1] / "corpora" / "bulletins"
FLOORS = CORPORA / "floors.json"


def main() -> None:
    """Measure every part and rewrite the file."""
    floors = read_floors(FLOORS) if FLOORS.exists() else {}
    for part in sorted(path for path in CORPORA.iterdir() if path.is_dir()):
        floors[part.name] = raised(floors.get(part.name, {}), evaluate(read_corpus(part)))
    FLOORS.write_text(json.dumps(floors, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
