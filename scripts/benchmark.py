"""Measure the speed of extraction beside jieba and a floor, in one run and as ratios.

    python scripts/benchmark.py [FILE] [--rounds N]

The rounds are interleaved, so that a machine whose speed drifts slows every candidate alike. The floor is
decoding, cleaning with T→S, and building the Doc; the peers are ``jieba.cut`` and ``jieba.posseg`` on the
same text (the clean text and, for the record, the text as received). Then the extraction runs on 1 kB to
3 MB of the same text repeated, to show that time is linear in length.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jieba
import jieba.posseg

from bulletin_nlp.api import extract, load
from bulletin_nlp.extraction.components import doc_of
from bulletin_nlp.extraction.reading import Given
from bulletin_nlp.text.decode import decode

DEFAULT = Path(__file__).resolve().parents[1] / "corpora" / "samples" / "damaged-copy.txt"


def seconds(action: Callable[[], object]) -> float:
    """Return the wall time of one call."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def interleaved(actions: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Return each action's times over interleaved rounds, after one warm-up."""
    for action in actions.values():
        action()
    times: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            times[name].append(seconds(action))
    return times


def report_rates(path: Path, rounds: int) -> None:
    """Print documents a second of each candidate on one file, and the ratio to jieba.cut."""
    data = path.read_bytes()
    source = decode(data).text
    clean = extract(source).text
    vocab = load().vocab
    words = jieba.Tokenizer()
    tags = jieba.posseg.POSTokenizer(words)
    times = interleaved(
        {
            "jieba.cut (clean text)": lambda: list(words.cut(clean)),
            "jieba.cut (as received)": lambda: list(words.cut(source)),
            "jieba.posseg (clean text)": lambda: list(tags.cut(clean)),
            "floor: decode, clean, Doc": lambda: doc_of(vocab, decode(data).text, Given()),
            "whole extraction": lambda: extract(decode(data).text),
        },
        rounds,
    )
    peer = statistics.median(times["jieba.cut (clean text)"])
    print(f"{path.name}: {len(source)} characters as received, {len(clean)} clean; {rounds} rounds")
    for name, values in times.items():
        median = statistics.median(values)
        print(
            f"  {name:28} {1 / median:8.0f} documents/s  {median * 1e3:7.2f} ms"
            f"  (fastest {min(values) * 1e3:.2f})  {median / peer:5.2f} × jieba.cut"
        )


def report_growth(path: Path) -> None:
    """Print the time per megabyte on texts of growing length."""
    paragraph = extract(decode(path.read_bytes()).text).text + "\n"
    print("length and time (UTF-8 bytes)")
    for kilobytes in (1, 10, 100, 1000, 3000):
        size = kilobytes * 1000 // 3
        text = (paragraph * (size // len(paragraph) + 1))[:size]
        took = min(seconds(lambda t=text: extract(t)) for _ in range(3 if kilobytes < 1000 else 1))
        print(f"  {kilobytes:5} kB  {took:8.3f} s  {took / kilobytes * 1000:6.2f} s/MB")


def report_start() -> None:
    """Print how long importing, ``--help`` and the first record take in a fresh process."""
    commands = {
        "import bulletin_nlp": [sys.executable, "-c", "import bulletin_nlp"],
        "python alone": [sys.executable, "-c", "pass"],
        "bulletin-nlp --help": [sys.executable, "-m", "bulletin_nlp", "--help"],
        "first record": [
            sys.executable,
            "-c",
            "from bulletin_nlp import extract; extract('2025年，中山市改造老旧小区12个。')",
        ],
    }
    print("fresh processes (median of 5)")
    for name, command in commands.items():
        took = statistics.median(
            seconds(lambda c=command: subprocess.run(c, check=True, capture_output=True)) for _ in range(5)
        )
        print(f"  {name:22} {took:6.3f} s")


def main() -> None:
    """Run every measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--rounds", type=int, default=100)
    options = parser.parse_args()
    report_rates(options.file, options.rounds)
    report_growth(options.file)
    report_start()


if __name__ == "__main__":
    main()
