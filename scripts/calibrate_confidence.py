"""Measure how often facts are right on the development part, and write the confidences.

    python scripts/calibrate_confidence.py [--check]

Prints the reliability table: each bulletin's facts rated by the other bulletins (five folds). ``--check``
prints it and writes nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bulletin_nlp.learn.calibration import Shares, fit, held_out, reliability
from bulletin_nlp.learn.corpus import read_corpus
from bulletin_nlp.learn.evaluate import evaluate

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpora" / "bulletins" / "dev"
TABLE = ROOT / "bulletin_nlp" / "lexicon" / "data" / "confidence.toml"
HEAD = """\
# The share of facts that are right as a whole, by kind and stratum, on the development part of the annotated
# bulletins. Written by scripts/calibrate_confidence.py; a kind that is not here has no confidence.
"""


def written(shares: Shares) -> str:
    """Return the table as TOML."""
    lines = [HEAD.rstrip()]
    for kind, strata in shares.items():
        lines += ["", f"[share.{kind}]", *(f'"{name}" = {share}' for name, share in strata.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, write."""
    comparisons = evaluate(read_corpus(CORPUS)).comparisons
    print(f"{'kind':12} {'from':>5} {'to':>5} {'facts':>6} {'confidence':>11} {'right':>6}")
    for row in reliability(held_out(comparisons)):
        bounds = f"{row.kind:12} {row.low:5.2f} {row.high:5.2f}"
        print(f"{bounds} {row.facts:6d} {row.confidence:11.3f} {row.right:6.3f}")
    if "--check" not in sys.argv[1:]:
        TABLE.write_text(written(fit(comparisons)), encoding="utf-8")


if __name__ == "__main__":
    main()
