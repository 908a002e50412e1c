"""On real workers nothing is lost and nothing doubled, whatever becomes of them."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from distributed import LocalCluster

from bulletin_nlp.batch import dask_engine, extract_frame, run_on_dask
from bulletin_nlp.batch.parts import MANIFEST
from bulletin_nlp.errors import BulletinError
from tests.batch.parquet_cases import DEADLY, deadly_extract, texts, write_bulletins

COUNT = 200

#: A cluster without a dashboard, on whatever port is free.
QUIET: dict[str, Any] = {
    "dashboard_address": None,
    "scheduler_kwargs": {"dashboard_address": "127.0.0.1:0"},
    "silence_logs": logging.CRITICAL,
}


def scheduler() -> LocalCluster:
    """Start a scheduler without workers; on a busy machine its loop may not run in the time it is given."""
    for _ in range(2):
        with suppress(AssertionError):
            return LocalCluster(n_workers=0, **QUIET)
    return LocalCluster(n_workers=0, **QUIET)


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Two worker processes, each with a nanny that starts another where one dies."""
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, **QUIET) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def bulletins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two files with 200 bulletins together."""
    folder = tmp_path_factory.mktemp("bulletins")
    write_bulletins(folder / "a.parquet", 120, row_group_size=50)
    write_bulletins(folder / "b.parquet", COUNT - 120, 120)
    return folder


@pytest.fixture(scope="module")
def expected(bulletins: Path) -> pd.DataFrame:
    """What the local function makes of them."""
    table = pa.concat_tables(pq.read_table(path) for path in sorted(bulletins.iterdir()))
    return extract_frame(table.to_pandas(types_mapper=pd.ArrowDtype), rows="fact")


def written(folder: Path) -> pd.DataFrame:
    """All parts, in order."""
    return pq.read_table(folder).to_pandas(types_mapper=pd.ArrowDtype)


def test_the_parts_hold_the_rows_of_the_local_function(cluster, bulletins, expected, tmp_path):
    seen: list[tuple[int, int]] = []
    summary = run_on_dask(
        bulletins,
        tmp_path / "out",
        scheduler=cluster.scheduler_address,
        rows="fact",
        partition_rows=30,
        on_progress=lambda part, total: seen.append((part.partition.number, total)),
    )
    pd.testing.assert_frame_equal(written(tmp_path / "out"), expected)
    assert (summary.inputs, summary.rows) == (COUNT, len(expected))
    assert (summary.failed, summary.failures) == ({"input_empty": 4}, ())
    assert sorted(seen) == [(number, 7) for number in range(7)]
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [MANIFEST, *(f"part-{number:05}.parquet" for number in range(7))]


def test_a_worker_that_is_killed_in_mid_run_loses_and_doubles_nothing(cluster, bulletins, expected, tmp_path):
    killed: list[int] = []

    def kill_one(part: object, total: int) -> None:
        if not killed:
            killed.append(next(iter(cluster.workers.values())).process.pid)
            os.kill(killed[0], signal.SIGKILL)

    summary = run_on_dask(
        bulletins,
        tmp_path / "out",
        scheduler=cluster.scheduler_address,
        rows="fact",
        partition_rows=10,
        on_progress=kill_one,
    )
    assert killed
    pd.testing.assert_frame_equal(written(tmp_path / "out"), expected)
    assert (summary.inputs, summary.failures) == (COUNT, ())
    assert not list((tmp_path / "out").glob(".*"))


def test_a_partition_that_kills_its_workers_is_listed_and_the_others_are_done(cluster, tmp_path, monkeypatch):
    # Each attempt costs a restart; one is enough to see what is done after the last.
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)
    frame = pd.DataFrame({"doc": range(6), "text": [text or "" for text in texts(6)]})
    frame.loc[3, "text"] += DEADLY
    frame.to_parquet(tmp_path / "in.parquet")
    summary = run_on_dask(
        tmp_path / "in.parquet",
        tmp_path / "out",
        scheduler=cluster.scheduler_address,
        partition_rows=2,
        extract=deadly_extract,
    )
    (failure,) = summary.failures
    assert (failure.code, failure.input) == ("worker_died", f"{tmp_path / 'in.parquet'} rows 3-4")
    assert written(tmp_path / "out")["doc"].tolist() == [0, 1, 4, 5]
    said = json.loads((tmp_path / "out" / MANIFEST).read_text(encoding="utf-8"))
    assert [entry["code"] for entry in said["failures"]] == ["worker_died"]


def test_a_broken_file_is_listed_and_the_others_are_done(cluster, tmp_path):
    write_bulletins(tmp_path / "in" / "a.parquet", 3)
    (tmp_path / "in" / "b.parquet").write_bytes(b"PAR1 and no more")
    summary = run_on_dask(tmp_path / "in", tmp_path / "out", scheduler=cluster.scheduler_address)
    (failure,) = summary.failures
    assert (failure.code, failure.input) == ("input_damaged", str(tmp_path / "in" / "b.parquet"))
    assert summary.inputs == len(written(tmp_path / "out")) == 3
    said = json.loads((tmp_path / "out" / MANIFEST).read_text(encoding="utf-8"))
    assert [entry["input"] for entry in said["failures"]] == [failure.input]


def test_workers_with_another_version_are_refused(cluster, tmp_path, monkeypatch):
    monkeypatch.setattr(dask_engine, "__version__", "99.0")
    write_bulletins(tmp_path / "a.parquet", 3)
    with pytest.raises(BulletinError, match=r"option_invalid.*here bulletin-nlp is 99\.0"):
        run_on_dask(tmp_path / "a.parquet", tmp_path / "out", scheduler=cluster.scheduler_address)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense://x", "127.0.0.1"])
def test_a_scheduler_that_does_not_answer_is_one_clear_error(tmp_path, monkeypatch, address):
    monkeypatch.setattr(dask_engine, "SCHEDULER_SECONDS", 1)
    write_bulletins(tmp_path / "a.parquet", 3)
    with pytest.raises(BulletinError, match="option_invalid") as raised:
        run_on_dask(tmp_path / "a.parquet", tmp_path / "out", scheduler=address)
    assert f"no scheduler answers at {address}" in str(raised.value)
    assert not (tmp_path / "out").exists()


def test_a_scheduler_without_workers_is_one_clear_error(tmp_path, monkeypatch):
    monkeypatch.setattr(dask_engine, "WORKERLESS_SECONDS", 0.5)
    write_bulletins(tmp_path / "a.parquet", 3)
    with (
        scheduler() as empty,
        pytest.raises(BulletinError, match=r"option_invalid.*has no worker"),
    ):
        run_on_dask(tmp_path / "a.parquet", tmp_path / "out", scheduler=empty.scheduler_address)


@pytest.fixture
def unguarded(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler, and two workers whom nobody starts again."""
    with scheduler() as cluster:
        worker = [
            sys.executable,
            "-m",
            "distributed.cli.dask_worker",
            cluster.scheduler_address,
            "--no-nanny",
        ]
        worker += ["--nthreads", "1", "--no-dashboard", "--local-directory", str(tmp_path)]
        workers = [
            subprocess.Popen(worker, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(2)
        ]
        try:
            yield cluster.scheduler_address, workers
        finally:
            for process in workers:
                process.kill()
                process.wait()


def test_without_nannies_the_rest_do_the_work_until_the_last_goes_which_is_one_error(
    unguarded, bulletins, expected, tmp_path, monkeypatch
):
    address, workers = unguarded
    monkeypatch.setattr(dask_engine, "_LOOK", 0.2)
    run_on_dask(
        bulletins,
        tmp_path / "out",
        scheduler=address,
        rows="fact",
        partition_rows=10,
        on_progress=lambda part, total: workers[0].kill(),
    )
    pd.testing.assert_frame_equal(written(tmp_path / "out"), expected)
    monkeypatch.setattr(dask_engine, "WORKERLESS_SECONDS", 0.5)
    with pytest.raises(BulletinError, match="worker_died"):
        run_on_dask(
            bulletins,
            tmp_path / "other",
            scheduler=address,
            partition_rows=10,
            on_progress=lambda part, total: workers[1].kill(),
        )
    assert not (tmp_path / "other" / MANIFEST).exists()


def test_processes_that_a_run_starts_end_with_it(tmp_path):
    write_bulletins(tmp_path / "a.parquet", 4)
    before = set(psutil.Process().children(recursive=True))
    summary = run_on_dask(tmp_path / "a.parquet", tmp_path / "out", workers=1, partition_rows=2)
    assert summary.inputs == 4
    # Python's own tracker of shared memory stays as long as the process that it serves.
    left = {
        process
        for process in set(psutil.Process().children(recursive=True)) - before
        if "resource_tracker" not in " ".join(process.cmdline())
    }
    assert psutil.wait_procs(left, timeout=5)[1] == []


def test_no_workers_are_refused(tmp_path):
    write_bulletins(tmp_path / "a.parquet", 3)
    with pytest.raises(BulletinError, match=r"option_invalid.*at least 1"):
        run_on_dask(tmp_path / "a.parquet", tmp_path / "out", workers=0)
