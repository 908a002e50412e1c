"""A job at intervals: at once, one at a time, ended by a signal, not by an error."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from bulletin_nlp.crawl.schedule import run_every
from bulletin_nlp.errors import BulletinError

SHORT = timedelta(seconds=0.05)
PROGRAM = """
import sys
from datetime import timedelta
from bulletin_nlp.crawl.schedule import run_every

def job(stop):
    print("began", flush=True)
    if sys.argv[1] == "listens":
        stop.wait(20)
        print("ended after its page", flush=True)
    elif sys.argv[1] == "deaf":
        import time
        time.sleep(20)

print("runs", run_every(timedelta(hours=6), job), flush=True)
"""


def test_the_first_run_is_at_once_and_others_follow() -> None:
    stop, moments = Event(), []

    def job(given: Event) -> None:
        moments.append(time.monotonic())
        if len(moments) == 3:
            given.set()

    began = time.monotonic()
    assert run_every(SHORT, job, stop=stop) == 3
    assert moments[0] - began < 0.3
    assert moments[2] - moments[0] > 0.08


def test_runs_never_overlap_and_what_was_left_out_is_logged_not_made_up_for(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stop, running, ran = Event(), threading.Lock(), []

    def job(given: Event) -> None:
        assert running.acquire(blocking=False)
        ran.append(time.monotonic())
        given.wait(0.18)
        running.release()
        if len(ran) == 2:
            given.set()

    assert run_every(SHORT, job, stop=stop) == 2
    assert "a run is left out: the last one still goes on" in caplog.text
    assert "failed" not in caplog.text


@pytest.mark.parametrize(
    "error", [ValueError("broken"), BulletinError("store_unreadable", "broken"), SystemExit("broken")]
)
def test_a_job_that_raises_is_logged_without_traceback_and_the_schedule_goes_on(
    error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    ran = []

    def job(stop: Event) -> None:
        ran.append(1)
        if len(ran) == 2:
            stop.set()
        raise error

    assert run_every(SHORT, job) == 2
    assert caplog.text.count("the run failed, the schedule goes on") == 2
    assert "broken" in caplog.text
    assert "Traceback" not in caplog.text


def test_nothing_runs_once_it_is_told_to_stop() -> None:
    stop = Event()
    stop.set()
    assert run_every(SHORT, lambda _: pytest.fail("it ran"), stop=stop) == 0


def test_signals_of_the_caller_are_as_they_were() -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    run_every(SHORT, lambda stop: stop.set())
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def started(how: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, how],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "began\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize(
    ("how", "lines"), [("listens", ["ended after its page", "runs 1"]), ("done", ["runs 1"])]
)
def test_a_signal_lets_the_run_end_its_page_and_the_process_end_well(
    number: signal.Signals, how: str, lines: list[str]
) -> None:
    with started(how) as process:
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
    assert (process.returncode, err) == (0, "")
    assert out.splitlines() == lines


def test_a_second_signal_ends_the_process_at_once() -> None:
    with started("deaf") as process:
        began = time.monotonic()
        while process.poll() is None and time.monotonic() - began < 5:
            process.send_signal(signal.SIGTERM)
            time.sleep(0.05)
    assert process.returncode == -signal.SIGTERM
