"""What a newer reading does to the facts of a bulletin: kept, changed, retracted, found again."""

from __future__ import annotations

from sqlalchemy import func, select, text

from bulletin_nlp.record import Source
from bulletin_nlp.store import Store
from bulletin_nlp.store import tables as t
from tests.store.factory import bulletin

SOURCE = Source(url="https://www.example.gov.cn/art/1.html")
FIRST = bulletin(source=SOURCE)


def without_second_metric():
    return FIRST.model_copy(update={"metrics": FIRST.metrics[:1], "extractor_version": "1.1.0"})


def with_status(status: str):
    first, second = FIRST.metrics
    return FIRST.model_copy(update={"metrics": (first.model_copy(update={"status": status}), second)})


def live(store: Store, name: str) -> dict[str, dict]:
    with store._engine.connect() as db:
        rows = db.execute(text(f"SELECT * FROM {name}")).mappings()  # noqa: S608
        return {row["fact_id"]: dict(row) for row in rows}


def times(store: Store) -> dict[str, tuple]:
    c = t.FACT_TABLES["metrics"].c
    with store._engine.connect() as db:
        rows = db.execute(select(c.fact_id, c.first_seen, c.updated_at, c.retracted_at))
        return {row.fact_id: tuple(row)[1:] for row in rows}


def test_a_fact_that_is_no_longer_found_is_retracted_and_its_row_is_kept(store):
    store.save(FIRST)
    store.save(without_second_metric())
    first, second = (times(store)[name] for name in ("metric-1", "metric-2"))
    assert first[2] is None
    assert second[2] is not None
    assert second[2] > second[1]
    assert set(live(store, "v_metrics")) == {"metric-1"}
    assert set(live(store, "v_retractions")) == {"metric-2"}
    assert store.list()[0].counts["metrics"] == 1


def test_a_fact_that_states_the_same_keeps_its_times(store):
    store.save(FIRST)
    before = times(store)["metric-1"]
    store.save(without_second_metric())
    assert times(store)["metric-1"] == before


def test_a_fact_that_is_found_again_stands_again_since_it_was_first_seen(store):
    store.save(FIRST)
    before = times(store)["metric-2"]
    store.save(without_second_metric())
    store.save(FIRST)
    after = times(store)["metric-2"]
    assert after[0] == before[0]
    assert after[1] > before[1]
    assert after[2] is None
    assert [state.ended for state in store.history("metric-2")] == ["retracted", None]


def test_what_a_fact_said_before_can_be_asked_for(store):
    store.save(FIRST)
    store.save(with_status("completed"))
    states = store.history("metric-1")
    assert [(state.fact["status"], state.ended) for state in states] == [
        ("planned", "changed"),
        ("completed", None),
    ]
    assert states[0].until == states[1].since
    assert [state.fact["value"] for state in states] == [48, 48]


def test_a_fact_that_is_gone_for_good_ends_its_history(store):
    store.save(FIRST)
    store.save(without_second_metric())
    (state,) = store.history("metric-2")
    assert state.ended == "retracted"
    assert state.until is not None


def test_a_fact_that_nobody_knows_has_no_history(store):
    store.save(FIRST)
    assert store.history("nothing") == []


def test_a_confidence_alone_is_no_change(store):
    store.save(FIRST)
    before = times(store)
    surer = FIRST.metrics[0].model_copy(update={"confidence": 0.5})
    store.save(FIRST.model_copy(update={"metrics": (surer, *FIRST.metrics[1:])}))
    assert times(store) == before
    assert live(store, "v_metrics")["metric-1"]["confidence"] == 0.5


def test_saving_a_changed_record_many_times_leaves_no_rows_behind(store):
    for status in ("planned", "completed", "planned", "completed"):
        store.save(with_status(status))
    mentions = sum(len(fact.mentions or (fact.span,)) for _, fact in FIRST.facts())
    with store._engine.connect() as db:
        for name, table in {**t.FACT_TABLES, "mentions": t.mentions}.items():
            found = db.execute(select(func.count()).select_from(table)).scalar_one()
            expected = len(getattr(FIRST, name)) if name != "mentions" else mentions
            assert found == expected, name


def test_the_views_tell_a_fact_with_its_bulletin(store):
    store.save(FIRST)
    row = live(store, "v_metrics")["metric-2"]
    assert row["bulletin_id"] == FIRST.id
    assert row["url"] == SOURCE.url
    assert row["quote"] == "4.83亿元"
    assert row["context"] == "投资4.83亿元"
    assert bool(row["speaks"]) is True
    assert row["work_id"] == f"w-{FIRST.id}"
    assert row["updated_at"] is not None
