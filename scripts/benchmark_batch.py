"""Measure long runs: two workers against one as a ratio, and the memory of each process as a run goes on.

    python scripts/benchmark_batch.py [--documents N] [--speed N] [--rounds N]

The speed is that of ``extract -j 1`` and ``-j 2`` on the same documents, in interleaved rounds; the time of
a small run, in which every worker has started and loaded what it needs, is taken off, so that the ratio is
that of large runs. The memory (RSS) of the
parent and of each worker is read when 1,000 documents are done and when all are, and the CPU time that
each took: the share of the parent bounds the ratio, also on a machine that is busy with something else.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from batch_corpus import write_documents

_SETTLED = 1000
_SMALL = 200


def command(source: Path, output: Path, workers: int) -> list[str]:
    """Return the command of a run."""
    arguments = ["extract", str(source), "-j", str(workers), "-o", str(output), "--no-resume"]
    return [sys.executable, "-m", "bulletin_nlp", *arguments]


def seconds(source: Path, output: Path, workers: int) -> float:
    """Return the wall time of a run."""
    start = time.perf_counter()
    subprocess.run(command(source, output, workers), check=False, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def report_speed(folder: Path, count: int, rounds: int) -> None:
    """Print the rate of one worker and of two, and their ratio."""
    small, large = folder / "small.jsonl", folder / "large.jsonl"
    write_documents(small, _SMALL)
    write_documents(large, count)
    times: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(rounds):
        for workers, taken in times.items():
            starting = seconds(small, folder / "out.jsonl", workers)
            taken.append(seconds(large, folder / "out.jsonl", workers) - starting)
    medians = {workers: statistics.median(taken) for workers, taken in times.items()}
    print(f"{count} documents, {rounds} rounds, without the first {_SMALL}")
    for workers, median in medians.items():
        print(f"  -j {workers}  {(count - _SMALL) / median:8.1f} documents/s  {median:7.2f} s")
    print(f"  -j 2 is {medians[1] / medians[2]:.2f} times as fast as -j 1")


def memory(pid: int) -> int | None:
    """Return the RSS of a process in kB, or None where it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), None)


def cpu_seconds(pid: int) -> float | None:
    """Return the CPU time that a process has taken, or None where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def processes(parent: int) -> dict[str, int]:
    """Return the parent and its workers, by name."""
    found = {"parent": parent}
    for stat in sorted(Path("/proc").glob("[0-9]*/stat"), key=lambda path: int(path.parent.name)):
        try:
            above = int(stat.read_text().rpartition(")")[2].split()[1])
            shown = stat.with_name("cmdline").read_bytes()
        except OSError:
            continue
        if above == parent and b"spawn_main" in shown:
            found[f"worker {len(found)}"] = int(stat.parent.name)
    return found


def report_memory(folder: Path, count: int) -> None:
    """Print the memory of each process after 1,000 documents and after all."""
    source, output = folder / "many.jsonl", folder / "out.jsonl"
    write_documents(source, count)
    manifest = output.with_name("out.jsonl.manifest.jsonl.part")
    run = subprocess.Popen(command(source, output, 2), stderr=subprocess.DEVNULL)
    early: dict[str, int] = {}
    late: dict[str, int] = {}
    cpu: dict[str, float] = {}
    done = position = 0
    while run.poll() is None:
        time.sleep(0.1)
        try:
            with manifest.open("rb") as file:
                file.seek(position)
                data = file.read()
        except OSError:
            continue
        position += len(data)
        done += data.count(b"\n")
        running = processes(run.pid)
        cpu |= {name: taken for name, pid in running.items() if (taken := cpu_seconds(pid))}
        sizes = {name: size for name, pid in running.items() if (size := memory(pid))}
        if done >= _SETTLED and not early:
            early = sizes
        if len(sizes) >= len(late):
            late = sizes
    print(f"memory (RSS) with -j 2 after {_SETTLED} documents and after {count}")
    for name, size in early.items():
        grown = late.get(name, size) / size - 1
        print(f"  {name:9} {size / 1024:7.1f} MB  {late.get(name, size) / 1024:7.1f} MB  {grown:+.1%}")
    workers = sum(taken for name, taken in cpu.items() if name != "parent")
    print(
        f"CPU time: parent {cpu['parent']:.1f} s, workers {workers:.1f} s; with both CPUs free, -j 2 may be "
        f"{2 * workers / (workers + cpu['parent']):.2f} times as fast as -j 1"
    )


def main() -> None:
    """Run both measurements."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000, help="documents of the run for memory")
    parser.add_argument("--speed", type=int, default=2_000, help="documents of the runs for speed")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if options.speed:
            report_speed(Path(name), options.speed, options.rounds)
        if options.documents > _SETTLED:
            report_memory(Path(name), options.documents)


if __name__ == "__main__":
    main()
