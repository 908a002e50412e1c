"""Measure a crawl of simulated portals: pages a second, memory as it goes on, how closely hosts are asked.

    python scripts/benchmark_crawl.py [--articles N] [--hosts N] [--delay S] [--families F]

    python scripts/benchmark_crawl.py --articles 10000 --hosts 20      # speed, and memory that stays flat
    python scripts/benchmark_crawl.py --articles 100 --hosts 20 --delay 1    # manners

The memory (RSS) is that of the crawl's process and of its workers together, read every half second. With a
delay the exit code is 1 where a host was asked again sooner. The simulator runs beside the crawl and takes
CPU time from it, which is told.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from benchmark_batch import cpu_seconds, memory
from simulated_crawl import LoggedRequest, Simulation, crawl, last_words, simulation

from bulletin_nlp.store import Store
from tests.crawl.simulator.request_log import closest_gap, concurrent_most

# seconds between two looks at the memory
_EVERY = 0.5
# The share of the pages after which everything that is needed once has been loaded.
_SETTLED = 0.1
_ENDED = (0, 3)


def processes(parent: int) -> list[int]:
    """Return a process and its children and theirs."""
    above: dict[int, list[int]] = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            above[int(stat.read_text().rpartition(")")[2].split()[1])].append(int(stat.parent.name))
        except OSError:
            continue  # it has just ended
    found = [parent]
    for pid in found:
        found += above[pid]
    return found


def report_speed(requests: list[LoggedRequest], wall: float, cpu: float, simulator_cpu: float) -> None:
    """Print the rate, from the first request to the end of the last, and the CPU time of both sides."""
    articles = [entry for entry in requests if entry.kind.startswith("article:")]
    first, last = requests[0].start, max(entry.end or entry.start for entry in requests)
    answered = last - first
    print(f"  {len(articles) / answered:8.1f} articles/s over {answered:.1f} s of requests")
    print(f"  {len(articles) / wall:8.1f} articles/s over {wall:.1f} s from start to end")
    print(f"  CPU time: crawl {cpu:.1f} s, simulator {simulator_cpu:.1f} s")


def report_memory(samples: list[tuple[float, int]], requests: list[LoggedRequest]) -> None:
    """Print the memory at tenths of the articles, and how it grew after the first tenth."""
    ends = sorted(entry.start for entry in requests if entry.kind.startswith("article:"))
    print("  memory (RSS, MB) of the crawl and its workers by articles asked for")
    shown: list[float] = []
    for tenth in range(1, 11):
        moment = ends[max(0, len(ends) * tenth // 10 - 1)]
        known = [size for when, size in samples if when <= moment] or [samples[0][1]]
        shown.append(known[-1] / 1024)
        print(f"    {len(ends) * tenth // 10:6} {shown[-1]:9.1f}")
    grown = shown[-1] / shown[0] - 1
    print(f"  grown by {grown:+.1%} from the first tenth to the last, most {_most(samples):.1f}")


def _most(samples: list[tuple[float, int]]) -> float:
    return max(size for _, size in samples) / 1024


def report_manners(requests: list[LoggedRequest], delay: float) -> bool:
    """Print how closely hosts were asked; return whether none was asked sooner than the delay."""
    hosts: dict[str, list[LoggedRequest]] = defaultdict(list)
    for entry in requests:
        hosts[entry.portal].append(entry)
    gaps = [closest_gap(entries) for entries in hosts.values()]
    end_to_start, start_to_start = min(g.end_to_start for g in gaps), min(g.start_to_start for g in gaps)
    most = max(concurrent_most(entries) for entries in hosts.values())
    print(f"  closest requests to one host: {start_to_start:.3f} s from start to start,")
    print(f"  {end_to_start:.3f} s from end to start; most at one moment: {most}")
    kept = start_to_start >= delay
    if not kept:
        print(f"  closer than the delay of {delay:g} s")
    return kept


def measure(simulated: Simulation, folder: Path, articles: int, hosts: int, delay: float) -> bool:
    """Crawl once and print what was measured; return whether the delay was kept."""
    place, errors = f"sqlite:///{folder / 'crawl.db'}", folder / "errors.txt"
    began = time.monotonic()
    process = crawl(simulated, place, folder / "archive", errors)
    samples: list[tuple[float, int]] = []
    cpu: dict[int, float] = {}
    before = cpu_seconds(simulated.pid) or 0.0
    while process.poll() is None:
        running = processes(process.pid)
        samples.append((time.monotonic(), sum(memory(pid) or 0 for pid in running)))
        cpu |= {pid: taken for pid in running if (taken := cpu_seconds(pid)) is not None}
        time.sleep(_EVERY)
    wall = time.monotonic() - began
    served = (cpu_seconds(simulated.pid) or 0.0) - before
    requests = simulated.requests(began)
    if process.returncode not in _ENDED or not any(e.kind.startswith("article:") for e in requests):
        raise SystemExit(f"exit code {process.returncode}, {len(requests)} requests\n{last_words(errors)}")
    with Store.open(place, create=False) as store:
        stored = store.count()
    print(f"{articles} articles on {hosts} hosts, delay {delay:g} s")
    print(f"  {len(requests)} requests, {stored} bulletins")
    report_speed(requests, wall, sum(cpu.values()), served)
    report_memory(samples, requests)
    return report_manners(requests, delay)


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--articles", type=int, default=10_000, help="of all hosts together")
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds between two requests to a host")
    parser.add_argument("--families", default="mixed", help="several with commas, or mixed: each in turn")
    options = parser.parse_args()
    each = max(1, options.articles // options.hosts)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "simulator").mkdir()
        with simulation(
            folder / "simulator",
            hosts=options.hosts,
            articles=each,
            family=options.families,
            delay=options.delay,
        ) as simulated:
            kept = measure(simulated, folder, each * options.hosts, options.hosts, options.delay)
    if not kept:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
