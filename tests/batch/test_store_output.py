"""A store as an output: what it is handed, and how its unfinished run goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from bulletin_nlp.batch import Failure, Input, Job, Line, StoreOutput, run
from bulletin_nlp.store import PreparedRecord, RunInput, Store
from tests.batch.extractions import plain


@dataclass
class FakeStore:
    """A store that keeps what it is handed in lists."""

    saved: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    started: list[SimpleNamespace] = field(default_factory=list)
    noted: dict[int, list[RunInput]] = field(default_factory=dict)
    transactions: int = 0

    def runs(self) -> Sequence[SimpleNamespace]:
        return self.started

    def start_run(self, *, options: Mapping[str, Any], versions: Mapping[str, str]) -> int:
        key = len(self.started) + 1
        self.started.append(SimpleNamespace(run_key=key, finished=None, options=options, versions=versions))
        self.noted[key] = []
        return key

    def finish(self, run: int, counts: Mapping[str, int]) -> None:
        self.started[run - 1].finished = dict(counts)

    def save_all(self, items: Sequence[tuple[PreparedRecord, str]], *, run: int) -> list[object]:
        self.transactions += 1
        outcomes: list[object] = []
        for record, name in items:
            text = str(record.revision["text"])
            if "双" in text:
                outcomes.append(ValueError("two facts of one id"))
            else:
                outcomes.append("new")
                self.saved.append((name, text))
        return outcomes

    def note_inputs(self, run: int, inputs: Sequence[RunInput]) -> None:
        self.noted[run].extend(inputs)
        self.failed += [(i.input, i.code) for i in inputs if i.code and i.message]

    def run_inputs(self, run: int) -> Sequence[RunInput]:
        return self.noted[run]

    def close(self) -> None:
        pass


def sink(store: Any, **options: Any) -> StoreOutput:
    known = {"options": {"paths": ["a"]}, "versions": {"bulletin-nlp": "1"}, **options}
    return StoreOutput("a.db", store=store, **known)


def items(*texts: str) -> list[Input | Failure]:
    lines = [f'{{"text": "{text}"}}'.encode() for text in texts]
    found: list[Input | Failure] = [
        Input(f"a.jsonl:{n}", None, content=Line(line)) for n, line in enumerate(lines, 1)
    ]
    return [*found, Failure("none.txt", "input_missing", "the path does not exist")]


def job(store_output: StoreOutput) -> Job:
    return Job(plain, prepare=store_output.prepare)


def test_records_are_prepared_where_the_work_is_done_and_saved_several_a_transaction():
    store = FakeStore()
    out = sink(store)
    summary = run(items("改造一。", "双一。", "坏的。", "改造二。"), job(out), [out])
    assert store.saved == [("a.jsonl:1", "改造一。"), ("a.jsonl:4", "改造二。")]
    assert store.transactions == 1
    failed = [
        ("a.jsonl:2", "extraction_failed"),
        ("a.jsonl:3", "extraction_failed"),
        ("none.txt", "input_missing"),
    ]
    assert store.failed == failed
    assert [(i.ordinal, i.input, i.code, i.record_id is None) for i in store.noted[1]] == [
        (0, "a.jsonl:1", None, False),
        (1, "a.jsonl:2", "extraction_failed", True),
        (2, "a.jsonl:3", "extraction_failed", True),
        (3, "a.jsonl:4", None, False),
        (4, "none.txt", "input_missing", True),
    ]
    assert summary.counts() == {"records": 2, "failed": 3, "new": 2} == store.started[0].finished


def broken_off(store: Any) -> None:
    """Leave an unfinished run that has done two inputs."""
    out = sink(store)
    out.begin(None)
    for item in items("改造一。", "坏的。")[:2]:
        assert isinstance(item, Input)
        out.take(item.name, job(out).outcome(item))
    assert out.abandon()


def test_an_unfinished_run_of_the_same_options_goes_on():
    store = FakeStore()
    broken_off(store)
    out = sink(store)
    summary = run(items("改造一。", "坏的。", "改造二。"), job(out), [out])
    assert [name for name, _ in store.saved] == ["a.jsonl:1", "a.jsonl:3"]
    assert [noted.ordinal for noted in store.noted[1]] == [0, 1, 2, 3]
    assert summary.counts() == {"records": 2, "failed": 2, "new": 1}
    assert len(store.started) == 1


@pytest.mark.parametrize("finished", [None, {"new": 1}])
def test_an_unfinished_run_goes_on_though_a_crawl_came_after_it(finished):
    store = FakeStore()
    broken_off(store)
    crawl = store.start_run(options={"command": "crawl"}, versions={})
    store.started[crawl - 1].finished = finished
    out = sink(store)
    run(items("改造一。", "坏的。", "改造二。"), job(out), [out])
    assert [name for name, _ in store.saved] == ["a.jsonl:1", "a.jsonl:3"]
    assert len(store.started) == 2


@pytest.mark.parametrize(
    "options", [{"options": {"paths": ["b"]}}, {"versions": {"bulletin-nlp": "2"}}, {"resume": False}]
)
def test_a_run_that_is_asked_something_else_starts_anew(options):
    store = FakeStore()
    broken_off(store)
    out = sink(store, **options)
    run(items("改造一。", "坏的。"), job(out), [out])
    assert [name for name, _ in store.saved] == ["a.jsonl:1", "a.jsonl:1"]
    assert len(store.started) == 2


def test_a_run_whose_inputs_are_others_starts_anew():
    store, notes = FakeStore(), []
    broken_off(store)
    out = sink(store)
    run(items("改造一。")[::-1], job(out), [out], on_note=notes.append)
    assert "started anew" in notes[0]
    assert [noted.ordinal for noted in store.noted[2]] == [0, 1]


def test_a_real_store_goes_on_where_a_run_was_broken_off(tmp_path):
    store = Store.open(tmp_path / "a.db")
    broken_off(store)
    assert store.runs()[0].finished is None
    out = sink(store)
    summary = run(items("改造一。", "坏的。", "改造二。"), job(out), [out])
    assert summary.counts() == {"records": 2, "failed": 2, "new": 1}
    (ended,) = store.runs()
    assert ended.finished is not None
    assert [(i.ordinal, i.code) for i in store.run_inputs(ended.run_key)] == [
        (0, None),
        (1, "extraction_failed"),
        (2, None),
        (3, "input_missing"),
    ]
    assert {row["title"] for row in store.query("bulletins")} == {"改造一。", "改造二。"}
    assert store.count() == 2
