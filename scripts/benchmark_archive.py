"""Measure how fast answers are archived and read again, beside plain gzip and warcio, in one run.

    python scripts/benchmark_archive.py [--pages N] [--rounds N] [--folder DIR]

The pages are invented text of some 30 kB. The floor writes each as a gzip member of its own, without headers,
digests or places. The rounds are interleaved, so that a machine whose speed drifts slows every
candidate alike.
"""

from __future__ import annotations

import argparse
import gzip
import random
import resource
import shutil
import statistics
import tempfile
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from bulletin_nlp.crawl.archive import Archive, ArchivedAnswer, ArchiveWriter
from bulletin_nlp.crawl.archive.repair import repair
from bulletin_nlp.crawl.fetch.answer import Answer

PORTAL = "linjiang-zjj"
HEADERS = (("Content-Type", "text/html; charset=utf-8"), ("Server", "nginx"), ("ETag", '"67ae-7530"'))
WORDS = ["临江市", "老旧小区", "改造", "开工", "完工", "居民", "惠及", "加装电梯", "管网", "停车位", "社区"]


def pages(count: int) -> list[Answer]:
    """Return invented answers of some 30 kB."""
    chance = random.Random(1)  # noqa: S311
    made = []
    for number in range(count):
        text = "".join(f"{chance.choice(WORDS)}{chance.randrange(10_000)}" for _ in range(2_450))
        body = f"<html><body><p>{text}</p></body></html>".encode()
        url = f"http://zjj.linjiang.gov.cn/dt/{number}.html"
        moment = datetime.now(UTC)
        made.append(Answer(url, url, 200, HEADERS, body, moment, 0.2, (), None, None))
    return made


def write_gzip(folder: Path, answers: list[Answer]) -> None:
    """Write the bodies alone, each a member."""
    folder.mkdir(parents=True)
    with (folder / "pages.gz").open("wb", buffering=0) as file:
        for answer in answers:
            member = zlib.compressobj(6, zlib.DEFLATED, 31)
            file.write(member.compress(answer.body) + member.flush())


def read_gzip(path: Path) -> int:
    """Unpack a file and return how many bytes it holds."""
    with gzip.open(path) as file:
        return sum(len(piece) for piece in iter(lambda: file.read(1 << 16), b""))


def write_warcio(folder: Path, answers: list[Answer]) -> None:
    """Write what warcio writes by itself."""
    folder.mkdir(parents=True)
    with (folder / "pages.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        for answer in answers:
            headers = StatusAndHeaders("200 OK", list(answer.headers), protocol="HTTP/1.1")
            payload = BytesIO(answer.body)
            writer.write_record(
                writer.create_warc_record(
                    answer.url, "response", payload, len(answer.body), http_headers=headers
                )
            )


def write_archive(folder: Path, answers: list[Answer], *, sync: bool) -> None:
    """Write with :class:`ArchiveWriter`."""
    with ArchiveWriter(folder, PORTAL, min_free=0, sync=sync) as writer:
        for answer in answers:
            writer.response(answer, kind="article", column="动态")


def one_round(
    inside: Path, answers: list[Answer], timed: Callable[[str, Callable[[], object]], None]
) -> dict[str, int]:
    """Time every candidate once, and return how many bytes the floor and the archive take."""
    timed("write: gzip alone", lambda: write_gzip(inside / "gzip", answers))
    timed("write: warcio (level 9)", lambda: write_warcio(inside / "warcio", answers))
    timed("write: archive, no sync", lambda: write_archive(inside / "archive", answers, sync=False))
    timed("write: archive", lambda: write_archive(inside / "synced", answers, sync=True))
    archive = Archive(inside / "archive")
    places = [one.at for one in archive.answers() if isinstance(one, ArchivedAnswer)]
    timed("read: gzip alone", lambda: read_gzip(inside / "gzip" / "pages.gz"))
    timed("read: answers()", lambda: sum(1 for _ in archive.answers()))
    timed("read: read(at)", lambda: sum(len(archive.read(at).body) for at in places))
    (path,) = (inside / "archive" / PORTAL).glob("*.gz")
    timed("read: in search of a torn tail", lambda: repair(path))
    kinds = ("gzip", "archive")
    return {kind: sum(one.stat().st_size for one in (inside / kind).rglob("*.gz")) for kind in kinds}


def main() -> None:
    """Print pages a second of each candidate, and its ratio to the floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where to write; a temporary folder by default")
    arguments = parser.parse_args()
    answers = pages(arguments.pages)
    folder = Path(tempfile.mkdtemp(dir=arguments.folder))
    print(f"{len(answers)} pages of {statistics.mean(len(one.body) for one in answers) / 1e3:.1f} kB")
    times: dict[str, list[float]] = {}

    def timed(name: str, action: Callable[[], object]) -> None:
        begin = time.perf_counter()
        action()
        times.setdefault(name, []).append(time.perf_counter() - begin)

    try:
        for number in range(arguments.rounds):
            sizes = one_round(folder / str(number), answers, timed)
            shutil.rmtree(folder / str(number))
    finally:
        shutil.rmtree(folder)
    floors = {kind: statistics.median(times[f"{kind}: gzip alone"]) for kind in ("write", "read")}
    for name, taken in times.items():
        median = statistics.median(taken)
        floor = floors["write" if name.startswith("write") else "read"]
        print(f"{name:36}{len(answers) / median:10,.0f} pages/s{median / floor:8.2f} x the floor's time")
    print(f"size: {sizes['archive'] / sizes['gzip']:.3f} x the floor's ({sizes['archive'] / 1e6:.1f} MB)")
    print(
        f"largest memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB, pages included"
    )


if __name__ == "__main__":
    main()
