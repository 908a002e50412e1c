"""Run the crawl's command against simulated portals, each in a process of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# the simulator is a part of the tests, which are not installed
sys.path.insert(0, str(ROOT))

from tests.crawl.simulator.request_log import LoggedRequest, read_log  # noqa: E402

# seconds that the simulator may take until its portals answer
_START = 60.0


@dataclass(frozen=True)
class Simulation:
    """Simulated portals: their folder of descriptions, their log, and the process that serves them."""

    portals: Path
    log: Path
    pid: int

    def requests(self, since: float = 0.0) -> list[LoggedRequest]:
        """Return the requests that began at a moment (``time.monotonic()``) or later, in their order."""
        return [entry for entry in read_log(self.log) if entry.start >= since] if self.log.exists() else []


@contextlib.contextmanager
def simulation(
    folder: Path, *, hosts: int, articles: int, family: str = "mixed", delay: float = 0.0
) -> Iterator[Simulation]:
    """Serve portals while the block runs.

    Args:
        folder: an empty one, for the descriptions, the ports and the log.
        hosts: portals.
        articles: of each.
        family: several with commas, or ``mixed``.
        delay: seconds between two requests to a host, in the descriptions.
    """
    ports = folder / "ports.json"
    command = [sys.executable, "-m", "tests.crawl.simulator", "--until-eof", "--port-file", str(ports)]
    command += ["--hosts", str(hosts), "--articles", str(articles), "--family", family, "--delay", str(delay)]
    command += ["--portals", str(folder / "portals"), "--log", str(folder / "requests.jsonl")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE) as process:
        try:
            end = time.monotonic() + _START
            while not ports.exists():
                if process.poll() is not None or time.monotonic() > end:
                    raise SystemExit("the simulator did not start")
                time.sleep(0.05)
            yield Simulation(folder / "portals", folder / "requests.jsonl", process.pid)
        finally:
            assert process.stdin is not None  # noqa: S101 (for the type)
            process.stdin.close()


def crawl(simulated: Simulation, place: str, archive: Path, errors: Path) -> subprocess.Popen[bytes]:
    """Start a crawl of all simulated portals, in a group of processes of its own.

    Args:
        simulated: the portals.
        place: URL of the store.
        archive: folder of the archive.
        errors: file to which what it says is added.
    """
    command = [sys.executable, "-m", "bulletin_nlp", "crawl", *names(simulated)]
    command += ["--portals", str(simulated.portals), "--db", place, "--archive", str(archive)]
    with errors.open("ab") as file:
        return subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True
        )


def names(simulated: Simulation) -> list[str]:
    """Return the names of the portals."""
    return [path.stem for path in sorted(simulated.portals.glob("*.toml"))]


def left_behind(group: int) -> bool:
    """Tell whether processes of a crawl live on some seconds after it was killed; they are killed then."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    os.killpg(group, signal.SIGKILL)
    return True


def last_words(errors: Path) -> str:
    """Return the end of what a crawl said."""
    return errors.read_text(encoding="utf-8", errors="replace")[-2000:] if errors.exists() else ""
