"""Worker processes: the order of the inputs is kept whatever happens to a process."""

from __future__ import annotations

import itertools
import multiprocessing
import os
from pathlib import Path

import pytest

from bulletin_nlp.batch import Extraction, Failure, Input, Job, JsonLinesFile, Outcome, find_inputs, run
from bulletin_nlp.batch.pool import Pool
from bulletin_nlp.errors import BulletinError
from tests.batch.extractions import NeverLoads, eventful, plain

SAMPLES = Path(__file__).resolve().parents[2] / "corpora" / "samples"


def write(folder: Path, texts: dict[str, str]) -> list[Input | Failure]:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return list(find_inputs([folder]))


def ended(items, job: Job, workers: int = 2, time_limit: float = 60) -> list[tuple[str, Outcome]]:
    with Pool(job, workers, time_limit=time_limit) as pool:
        return [(Path(name).stem, outcome) for name, outcome in pool.outcomes(items)]


def codes(outcomes: list[tuple[str, Outcome]]) -> dict[str, str]:
    return {name: outcome.failure.code for name, outcome in outcomes if outcome.failure is not None}


def test_outcomes_come_in_the_order_of_the_inputs_with_failures_in_their_places(tmp_path):
    texts = {f"{n:02}": "坏的。" if n % 7 == 3 else f"改造{n}个小区。" for n in range(30)}
    items = write(tmp_path, texts)
    items.insert(5, Failure("none.txt", "input_missing", "the path does not exist"))
    outcomes = ended(items, Job(plain))
    assert [name for name, _ in outcomes] == [*sorted(texts)[:5], "none", *sorted(texts)[5:]]
    assert codes(outcomes) == {
        "none": "input_missing",
        **{name: "extraction_failed" for name, text in texts.items() if "坏" in text},
    }
    assert all(outcome.line for name, outcome in outcomes if name not in codes(outcomes))


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_an_input_that_kills_its_worker_fails_and_no_other_is_lost(tmp_path):
    texts = {f"{n:02}": f"改造{n}个小区。" for n in range(20)} | {"03": "死。", "04": "死。", "17": "死。"}
    outcomes = ended(write(tmp_path, texts), Job(eventful))
    assert [name for name, _ in outcomes] == sorted(texts)
    assert codes(outcomes) == dict.fromkeys(("03", "04", "17"), "worker_died")


def test_an_input_past_the_time_limit_fails_and_its_worker_is_replaced(tmp_path):
    texts = {f"{n:02}": f"改造{n}个小区。" for n in range(12)} | {"02": "停。", "10": "停。"}
    outcomes = ended(write(tmp_path, texts), Job(eventful), workers=1, time_limit=1)
    assert [name for name, _ in outcomes] == sorted(texts)
    assert codes(outcomes) == dict.fromkeys(("02", "10"), "extraction_timeout")
    assert "no record after 1 s" in str(outcomes[2][1].failure)


def test_a_run_that_was_stopped_for_hours_blames_no_worker(tmp_path):
    texts = {f"{n:02}": f"改造{n}个小区。" for n in range(12)}
    hours = itertools.count(step=3600.0)
    with Pool(Job(plain), 1, time_limit=60, clock=lambda: next(hours)) as pool:
        outcomes = list(pool.outcomes(write(tmp_path, texts)))
    assert codes(outcomes) == {}
    assert len(outcomes) == 12


def test_workers_that_cannot_start_end_the_run_with_one_error(tmp_path):
    with pytest.raises(BulletinError, match=r"worker_died.*exit code 7"):
        ended(write(tmp_path, {"a": "改造。", "b": "惠及。"}), Job(NeverLoads()))


def test_a_model_that_is_none_is_told_as_it_is(tmp_path):
    (tmp_path / "bad.skops").write_bytes(b"no model")
    job = Job(Extraction(tmp_path / "bad.skops"))
    with pytest.raises(BulletinError, match="model_invalid"):
        ended(write(tmp_path, {"a": "改造。", "b": "惠及。"}), job)


def test_no_worker_is_left_when_a_run_is_broken_off(tmp_path):
    items = write(tmp_path, {f"{n:02}": "停。" for n in range(8)})
    with Pool(Job(eventful), 2) as pool:
        outcomes = pool.outcomes([Failure("none", "input_missing", ""), *items])
        assert next(outcomes)[0] == "none"
        while not all(worker.ready for worker in pool._workers):
            pool._listen()
            pool._give_out()
        assert multiprocessing.active_children()
    assert multiprocessing.active_children() == []


def test_a_real_run_in_two_processes_writes_the_bytes_of_a_run_in_this_one(tmp_path):
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.txt"))[1:4]]
    folder = tmp_path / "pages"
    folder.mkdir()
    items = write(folder, {f"{n:02}": texts[n % 3].replace("1", str(n), 1) for n in range(30)})
    written = []
    for workers in (0, 2):
        path = tmp_path / f"{workers}.jsonl"
        summary = run(items, Job(Extraction()), [JsonLinesFile(path)], workers=workers)
        assert summary.counts() == {"records": 30, "failed": 0}
        written.append(path.read_bytes())
    assert written[0] == written[1]
    assert written[0].count(b"\n") == 30


def test_what_is_done_is_handed_on_while_the_next_input_is_waited_for(tmp_path):
    first, second = write(tmp_path, {"1": "改造1个小区。", "2": "改造2个小区。"})
    handed: list[str] = []

    def arriving():
        yield first
        while not handed:  # the second comes only after the first is done
            yield None
        yield second

    with Pool(Job(plain), 1) as pool:
        for name, _ in pool.outcomes(arriving()):
            handed.append(Path(name).stem)
    assert handed == ["1", "2"]
