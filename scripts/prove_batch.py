"""Kill runs at random moments, go on with them, and compare the bytes with those of an unbroken run.

    python scripts/prove_batch.py [--kills N] [--documents N] [--seed N]

Each trial kills one run (``kill -9``) again and again until it comes to its end, then compares output and
manifest (but for its times) with the unbroken run's, and sees that no worker was left behind.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from itertools import zip_longest
from pathlib import Path

from batch_corpus import write_documents
from benchmark_batch import processes

Result = tuple[list[bytes], list[bytes], dict[str, int]]

# A run is killed at most so often before it is left alone; else an early kill would be all that is tried.
_MOST_IN_A_TRIAL = 6


def command(*more: str) -> list[str]:
    """Return the command of a run in the current folder."""
    arguments = ["extract", "pages.jsonl", "-j", "2", "-o", "out.jsonl", *more]
    return [sys.executable, "-m", "bulletin_nlp", *arguments]


def result(folder: Path) -> Result:
    """Return the lines of the output, the manifest's entries and its counts."""
    lines = (folder / "out.jsonl.manifest.jsonl").read_bytes().splitlines()
    return (folder / "out.jsonl").read_bytes().splitlines(), lines[1:-1], json.loads(lines[-1])["counts"]


def difference(whole: Result, other: Result) -> str | None:
    """Return where a result first differs from that of the unbroken run, or None."""
    for what, first, second in zip(("record", "entry"), whole, other, strict=False):
        for number, (one, two) in enumerate(zip_longest(first, second), start=1):
            if one != two:
                return f"{what} {number} differs:\n{one!r}\n{two!r}"
    return None if whole == other else f"the counts differ: {whole[2]} {other[2]}"


def left(workers: list[int]) -> list[int]:
    """Return the workers that still live after a while."""
    for _ in range(50):
        workers = [pid for pid in workers if Path(f"/proc/{pid}").exists()]
        if not workers:
            break
        time.sleep(0.1)
    return workers


def trial(folder: Path, chance: random.Random, whole_time: float, kills: int) -> tuple[int, int]:
    """Run to the end with kills on the way; return how many there were and how many went on."""
    killed = resumed = 0
    while True:
        run = subprocess.Popen(command(), cwd=folder, stderr=subprocess.PIPE)
        moment = chance.uniform(0, whole_time) if killed < min(kills, _MOST_IN_A_TRIAL) else None
        try:
            _, errors = run.communicate(timeout=moment)
        except subprocess.TimeoutExpired:
            workers = [pid for name, pid in processes(run.pid).items() if name != "parent"]
            run.kill()
            _, errors = run.communicate()
            killed += 1
            if alive := left(workers):
                raise SystemExit(f"workers left behind: {alive}") from None
        resumed += b"going on after" in errors
        if run.returncode in (0, 1):
            return killed, resumed
        if run.returncode != -9:
            raise SystemExit(errors.decode())


def main() -> None:
    """Run the proof; exit code 1 where bytes differ."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 (no secret)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_documents(folder / "pages.jsonl", options.documents, options.seed)
        start = time.monotonic()
        subprocess.run(command(), cwd=folder, check=False, stderr=subprocess.DEVNULL)
        whole_time = time.monotonic() - start
        whole = result(folder)
        kills = resumed = trials = 0
        while kills < options.kills:
            for path in folder.glob("out.jsonl*"):
                path.unlink()
            killed, went_on = trial(folder, chance, whole_time, options.kills - kills)
            kills, resumed, trials = kills + killed, resumed + went_on, trials + 1
            if differing := difference(whole, result(folder)):
                raise SystemExit(f"after {kills} kills (seed {options.seed}): {differing}")
            # One that was quicker than its kill proves nothing; the next one is another.
    print(
        f"{kills} kills in {trials} runs of {options.documents} documents, {resumed} times gone on with: "
        "the same bytes each time, no worker left"
    )


if __name__ == "__main__":
    main()
