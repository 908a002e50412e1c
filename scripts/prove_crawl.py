"""Kill crawls at random moments, go on with them, and compare what is stored with an unbroken crawl's.

    python scripts/prove_crawl.py [--kills N] [--articles N] [--hosts N] [--families F] [--seed N]

Each trial kills one crawl (``kill -9``) again and again until it comes to its end. After every kill the store
must pass its check and no process may be left behind. At the end

* the store holds what the unbroken crawl left: the same bulletins, each once, and the same facts;
* no article was asked for twice, except one a host and kill: the one that was under way;
* the archive is readable to its end and holds every article.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from prove_store import finished, sound
from simulated_crawl import LoggedRequest, Simulation, crawl, last_words, left_behind, simulation
from sqlalchemy import select

from bulletin_nlp.store import Store
from bulletin_nlp.store import tables as t

# What differs between two crawls that did the same: keys, times, and where the page lies in the archive.
_PASSING = {"first_seen", "last_seen", "updated_at", "input", "record", "run_key", "since", "until"}
_KEYS = {"bulletin_key", "revision_key", "work_key", "place_key", "failure_key"}
# A crawl is killed at most so often before it is left alone; else an early kill would be all that is tried.
_MOST_IN_A_TRIAL = 6
# One in so many kills falls into the time before the first request.
_EARLY = 10
_ENDED = (0, 3)


@dataclass
class Trial:
    """A crawl to its end: its store and archive, and when each of its processes was started."""

    folder: Path
    starts: list[float] = field(default_factory=list)
    kills: int = 0

    @property
    def place(self) -> str:
        """URL of the store."""
        return f"sqlite:///{self.folder / 'crawl.db'}"

    @property
    def archive(self) -> Path:
        """Folder of the archive."""
        return self.folder / "archive"

    @property
    def errors(self) -> Path:
        """File of what the crawl said."""
        return self.folder / "errors.txt"

    def start(self, simulated: Simulation) -> subprocess.Popen[bytes]:
        """Start the crawl, or go on with it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.starts.append(time.monotonic())
        return crawl(simulated, self.place, self.archive, self.errors)

    def fail(self, words: str) -> SystemExit:
        """Return the error that ends the proof."""
        return SystemExit(f"after {self.kills} kills: {words}\n{last_words(self.errors)}".rstrip())


def content(place: str) -> dict[str, list[str]]:
    """Return what a store holds of bulletins and facts, apart from keys and times, in an order of its own."""
    with Store.open(place, create=False) as store, store._engine.connect() as db:
        found = {}
        for table in t.metadata.sorted_tables:
            # how the crawl went is not what it found
            if table.name in ("runs", "run_inputs") or table.name.startswith("crawl_"):
                continue
            columns = [c for c in table.c if c.name not in _PASSING | _KEYS]
            if columns:
                found[table.name] = sorted(repr(tuple(row)) for row in db.execute(select(*columns)))
        return found


def run_to_the_end(
    trial: Trial, simulated: Simulation, chance: random.Random, took: float, quiet: float, kills: int
) -> None:
    """Crawl with kills on the way.

    Args:
        trial: the crawl.
        simulated: the portals.
        chance: draws the moments.
        took: seconds of the unbroken crawl.
        quiet: seconds before its first request.
        kills: how many there may be.
    """
    while True:
        process = trial.start(simulated)
        moment = None
        if trial.kills < min(kills, _MOST_IN_A_TRIAL):
            early = chance.randrange(_EARLY) == 0
            moment = chance.uniform(0, quiet) if early else chance.uniform(quiet * 0.95, took * 1.05)
        try:
            code = process.wait(moment if moment is not None else 120 + 20 * took)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            if moment is None:
                raise trial.fail("the crawl does not come to its end") from None
            trial.kills += 1
            if left_behind(process.pid):
                raise trial.fail("processes were left behind") from None
            sound(trial.place)
            if finished(trial.place):  # killed at its very end: to start it again would be another crawl
                return
            continue
        if code not in _ENDED:
            raise trial.fail(f"exit code {code}")
        return


def asked_again(trial: Trial, requests: list[LoggedRequest]) -> tuple[int, list[str]]:
    """Return how many articles were asked for again because of a kill, and those without an excuse.

    The excuse is a kill while the article was the last that its host had been asked for.
    """
    excused, wrong = 0, []
    last: dict[tuple[str, int], str] = {}
    asked: dict[tuple[str, str], int] = {}
    for entry in requests:
        if not entry.kind.startswith("article:"):
            continue
        process = sum(start <= entry.start for start in trial.starts)
        before = asked.get((entry.portal, entry.kind))
        if before is not None:
            if before < process and last[entry.portal, before] == entry.kind:
                excused += 1
            else:
                wrong.append(f"{entry.portal} {entry.path}: by process {before} and by process {process}")
        asked[entry.portal, entry.kind] = process
        last[entry.portal, process] = entry.kind
    return excused, wrong


def archived(archive: Path) -> Counter[str]:
    """Return how often each article is in an archive; end with an error where that cannot be read."""
    from bulletin_nlp.crawl.archive import Archive, ArchivedAnswer

    found: Counter[str] = Counter()
    for answer in Archive(archive).answers():
        if not isinstance(answer, ArchivedAnswer):
            raise SystemExit(f"the archive is damaged: {answer}")
        if answer.kind == "article":
            found[answer.url] += 1
            if not answer.body:
                raise SystemExit(f"the archive has no body of {answer.url}")
    return found


def check(trial: Trial, simulated: Simulation, expected: dict[str, list[str]] | None, articles: int) -> int:
    """End with an error where a crawl that came to its end is not as it should be.

    Returns:
        How many articles were asked for again.
    """
    sound(trial.place)
    found = content(trial.place)
    with Store.open(trial.place, create=False) as store, store._engine.connect() as db:
        ids = Counter(db.execute(select(t.bulletins.c.id)).scalars())
    if twice := [name for name, count in ids.items() if count > 1]:
        raise trial.fail(f"{len(twice)} bulletins are stored twice, such as {twice[0]}")
    if len(ids) != articles:
        raise trial.fail(f"{len(ids)} bulletins are stored, {articles} were published")
    for table, rows in (expected or {}).items():
        if found[table] != rows:
            missing = sorted((Counter(rows) - Counter(found[table])).elements())[:1]
            extra = sorted((Counter(found[table]) - Counter(rows)).elements())[:1]
            raise trial.fail(f"{table}: missing {missing}, too many {extra}"[:1000])
    again, wrong = asked_again(trial, simulated.requests(trial.starts[0]))
    if wrong:
        raise trial.fail(f"{len(wrong)} articles were asked for again without need: {wrong[0]}")
    pages = archived(trial.archive)
    if len(pages) != articles:
        raise trial.fail(f"{len(pages)} articles are in the archive, {articles} were published")
    return again


def main() -> None:
    """Run the proof."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--articles", type=int, default=60, help="of each host")
    parser.add_argument("--hosts", type=int, default=4)
    parser.add_argument("--families", default="mixed", help="several with commas, or mixed: each in turn")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 (no secret)
    published = options.articles * options.hosts
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "simulator").mkdir()
        with simulation(
            folder / "simulator", hosts=options.hosts, articles=options.articles, family=options.families
        ) as simulated:
            unbroken = Trial(folder / "unbroken")
            process = unbroken.start(simulated)
            if process.wait() not in _ENDED:
                raise unbroken.fail(f"exit code {process.returncode} without any kill")
            took = time.monotonic() - unbroken.starts[0]
            first = simulated.requests()
            quiet = first[0].start - unbroken.starts[0] if first else took
            check(unbroken, simulated, None, published)
            expected = content(unbroken.place)
            print(f"unbroken: {published} articles in {took:.1f} s, {quiet:.1f} s before the first request")
            kills = trials = again = 0
            while kills < options.kills:
                trial = Trial(folder / f"trial-{trials}")
                run_to_the_end(trial, simulated, chance, took, quiet, options.kills - kills)
                again += check(trial, simulated, expected, published)
                kills, trials = kills + trial.kills, trials + 1
    print(f"{kills} kills in {trials} crawls of {published} articles on {options.hosts} hosts:")
    print("the same bulletins each time, none twice, no process left;")
    print(f"{again} articles asked for again, each of them under way when a kill came")


if __name__ == "__main__":
    main()
