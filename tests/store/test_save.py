"""What saving does: new, unchanged, revised, reread, copy."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.record import ArchiveRef, Source
from bulletin_nlp.store import SaveOutcome, Store
from bulletin_nlp.store import tables as t
from tests.store.factory import TEXT, bulletin, plain_bulletin

URL = "https://www.example.gov.cn/art/2025/2/14/art_1.html"


def dump(store: Store) -> dict[str, list[tuple]]:
    """Every row of every table, without the times that saving again may move."""
    with store._engine.connect() as db:
        return {
            table.name: [
                tuple(row) for row in db.execute(select(*(c for c in table.c if c.name != "last_seen"))).all()
            ]
            for table in t.metadata.sorted_tables
        }


@pytest.mark.parametrize(
    "record",
    [
        bulletin(),
        bulletin(published=date(2025, 2, 14), published_basis="given", event_date=date(2025, 2, 13)),
        bulletin(published=datetime(2025, 2, 14, 0, 0, tzinfo=timezone(timedelta(hours=8)))),
        bulletin(
            source=Source(
                url=URL,
                site_name="中山市人民政府门户网站",
                fetched_at=datetime(2025, 2, 15, 1, 2, 3, tzinfo=UTC),
                archive=ArchiveRef(file="a.warc.gz", record_id="1"),
                extra={"栏目": "要闻", "editor": ""},
            ),
            data_versions={"divisions": "2024"},
            model_versions={"tasks": "1"},
        ),
        plain_bulletin("只有一句话。"),
    ],
)
def test_a_record_reads_back_equal(store, record):
    assert store.save(record) is SaveOutcome.NEW
    again = store.get(record.id)
    assert again == record
    assert type(again.published) is type(record.published)
    again.check()


def test_exact_numbers_stay_exact_and_can_be_compared_in_sql(store):
    store.save(bulletin())
    with store._engine.connect() as db:
        m = t.FACT_TABLES["metrics"].c
        rows = db.execute(select(m.value, m.value_max, m.precision).order_by(m.position)).all()
        assert rows == [(48, None, None), (Decimal("483000000.37"), Decimal("0.1"), 1000000)]
        assert [type(row.value) for row in rows] == [int, Decimal]
        assert db.execute(text("SELECT unit FROM metrics WHERE value > 100")).scalars().all() == ["元"]


def test_every_fact_of_the_record_has_its_row_with_both_offsets(store):
    record = bulletin()
    store.save(record)
    with store._engine.connect() as db:
        for kind, table in t.FACT_TABLES.items():
            rows = db.execute(select(table).order_by(table.c.position)).mappings().all()
            assert [row["fact_id"] for row in rows] == [fact.fact_id for fact in getattr(record, kind)]
            for row in rows:
                assert record.text[row["span_start"] : row["span_end"]] == row["span_text"]
                assert record.source_text[row["source_start"] : row["source_end"]] == row["source_text"]
        posts = db.execute(select(t.positions.c.organization, t.positions.c.title)).all()
        assert posts == [("中山市人民政府", "副市长"), (None, "组长")]
        assert db.execute(select(t.measures.c.text)).scalars().all() == ["倒排工期，挂图作战"]
        assert db.execute(select(t.warnings.c.code, t.warnings.c.span_text)).all() == [
            ("year_inferred", "6月底前"),
            ("torn_text", None),
        ]
        mentions = db.execute(select(t.mentions.c.span_text).where(t.mentions.c.fact_id == "region-1"))
        assert mentions.scalars().all() == ["中山市", "全市"]


def test_saving_twice_changes_nothing_but_when_it_was_last_seen(store, tmp_path):
    page = tmp_path / "a.txt"
    store.save(bulletin(), input=page)
    before, seen = dump(store), store.list()[0].last_seen
    assert store.save(bulletin(), input=page) is SaveOutcome.UNCHANGED
    assert dump(store) == before
    assert store.list()[0].last_seen > seen


def test_a_page_counter_or_a_new_fetch_is_no_change(store):
    first = bulletin(source=Source(url=URL, fetched_at=datetime(2025, 2, 15, tzinfo=UTC), content_sha256="a"))
    later = bulletin(
        furniture="浏览次数：10345\n",
        source=Source(url=URL, fetched_at=datetime(2025, 3, 1, tzinfo=UTC), content_sha256="b"),
    )
    store.save(first)
    assert store.save(later) is SaveOutcome.UNCHANGED
    assert store.get(first.id) == first


@pytest.mark.parametrize(
    ("source", "named"),
    [
        (Source(url=URL), None),
        (Source(external_id="17", site_name="中山市"), None),
        (Source(), "a.txt"),
        (Source(url=URL, external_id="17"), "a.txt"),
    ],
)
def test_other_content_at_the_same_place_is_a_revision_and_the_old_one_is_kept(store, source, named):
    old = bulletin(source=source)
    new = bulletin(
        TEXT.replace("投资", "总投资"),
        source=source,
        metrics=(),
        title="更正",
    )
    store.save(old, input=named)
    assert store.save(new, input=named) is SaveOutcome.REVISED
    (listed,) = store.list()
    assert (listed.id, listed.title, listed.revisions, listed.counts["metrics"]) == (new.id, "更正", 2, 0)
    assert store.get(old.id) == old
    assert store.get(new.id) == new
    assert [(r.number, r.content_id, r.current) for r in store.revisions(new.id)] == [
        (1, old.id, False),
        (2, new.id, True),
    ]


def test_a_page_that_goes_back_to_what_it_said_has_no_third_revision(store):
    source = Source(url=URL)
    old, new = plain_bulletin("改造48个。", source=source), plain_bulletin("改造49个。", source=source)
    outcomes = [store.save(record) for record in (old, new, old, old)]
    assert outcomes == ["new", "revised", "revised", "unchanged"]
    assert [r.current for r in store.revisions(old.id)] == [True, False]


def test_after_a_page_went_back_its_facts_still_fit_its_source_text(store):
    source = Source(url=URL)
    store.save(bulletin(source=source))
    store.save(plain_bulletin("改造49个。", source=source))
    back = bulletin(source=source, furniture="浏览次数：10345\n")
    assert store.save(back) is SaveOutcome.REVISED
    assert store.get(back.id) == back
    with store._engine.connect() as db:
        starts = db.execute(select(t.FACT_TABLES["metrics"].c.source_start)).scalars().all()
    assert starts == [metric.span.source_start for metric in back.metrics]


def test_the_same_content_read_by_newer_rules_is_reread(store):
    old = bulletin(source=Source(url=URL), metrics=())
    new = bulletin(source=Source(url=URL), extractor_version="1.1.0")
    store.save(old)
    assert store.save(new) is SaveOutcome.REREAD
    assert store.get(new.id) == new
    assert store.list()[0].counts["metrics"] == 2
    assert [r.record for r in store.revisions(new.id)] == [old, new]


def test_newer_rules_that_find_the_same_make_no_revision_but_are_noted(store):
    store.save(bulletin(source=Source(url=URL)))
    again = bulletin(source=Source(url=URL), extractor_version="1.1.0", data_versions={"lexicons": "b"})
    assert store.save(again) is SaveOutcome.UNCHANGED
    assert store.get(again.id) == again
    assert [r.extractor_version for r in store.revisions(again.id)] == ["1.1.0"]
    before = dump(store)
    store.save(again)
    assert dump(store) == before


def test_a_copy_at_another_address_is_kept_beside_the_original(store):
    original = plain_bulletin("改造48个。", source=Source(url=URL, site_name="甲"))
    copy = plain_bulletin("改造48个。", source=Source(url=URL + "?b", site_name="乙"))
    outcomes = [store.save(record) for record in (original, copy, original, copy, original)]
    assert outcomes == ["new", "copy", "unchanged", "unchanged", "unchanged"]
    assert store.get(original.id) == original
    assert store.count() == 1


def test_a_copy_that_comes_to_say_something_else_is_a_bulletin_of_its_own(store):
    original = plain_bulletin("改造48个。", source=Source(url=URL))
    store.save(original)
    store.save(plain_bulletin("改造48个。", source=Source(url=URL + "?b", site_name="乙")))
    apart = plain_bulletin("改造50个。", source=Source(url=URL + "?b", site_name="乙"))
    assert store.save(apart) is SaveOutcome.NEW
    assert store.save(original) is SaveOutcome.UNCHANGED
    assert {listed.id for listed in store.list()} == {original.id, apart.id}


def test_a_copy_stays_unchanged_after_the_original_was_revised(store):
    copy = plain_bulletin("改造48个。", source=Source(url=URL + "?b", site_name="乙"))
    store.save(plain_bulletin("改造48个。", source=Source(url=URL)))
    store.save(copy)
    revised = plain_bulletin("改造49个。", source=Source(url=URL))
    assert store.save(revised) is SaveOutcome.REVISED
    assert store.save(copy) is SaveOutcome.UNCHANGED
    assert store.get(revised.id) == revised


def test_a_path_that_now_holds_a_page_of_another_url_is_another_bulletin(store):
    store.save(plain_bulletin("改造48个。", source=Source(url=URL)), input="download/1.html")
    other = plain_bulletin("改造49个。", source=Source(url=URL + "?2"))
    assert store.save(other, input="download/1.html") is SaveOutcome.NEW


def test_metadata_that_comes_later_does_not_make_a_second_bulletin(store):
    store.save(plain_bulletin("改造48个。"), input="a.txt")
    assert (
        store.save(plain_bulletin("改造48个。", source=Source(url=URL)), input="a.txt") is SaveOutcome.REREAD
    )
    assert store.list()[0].url == URL
    assert store.save(plain_bulletin("改造49个。", source=Source(url=URL))) is SaveOutcome.REVISED
    assert store.count() == 1


def test_two_sites_may_use_the_same_external_id(store):
    for site in ("甲", "乙"):
        record = plain_bulletin(f"{site}改造。", source=Source(external_id="1", site_name=site))
        assert store.save(record) is SaveOutcome.NEW


def test_text_from_standard_input_is_known_by_its_content(store):
    assert store.save(plain_bulletin("改造48个。"), input="-") is SaveOutcome.NEW
    assert store.save(plain_bulletin("改造48个。"), input="-") is SaveOutcome.UNCHANGED
    assert store.save(plain_bulletin("改造49个。"), input="-") is SaveOutcome.NEW


def test_columns_of_the_callers_table_travel_with_the_record(store):
    store.save(bulletin(source=Source(extra={"栏目": "要闻"})))
    with store._engine.connect() as db:
        assert db.execute(select(t.extra_values.c.name, t.extra_values.c.value)).all() == [("栏目", "要闻")]


def test_two_bulletins_may_state_facts_with_the_same_id(store):
    store.save(bulletin(source=Source(url=URL)))
    other = bulletin(TEXT + "完。", source=Source(url=URL + "?2"))
    assert store.save(other) is SaveOutcome.NEW
    with store._engine.connect() as db:
        assert db.execute(select(func.count()).select_from(t.FACT_TABLES["metrics"])).scalar() == 4


@pytest.mark.parametrize("prefix", ["", "zz", "B", "%", "_"])
def test_an_id_that_names_no_record_is_an_error(store, prefix):
    store.save(plain_bulletin("改造48个。"))
    with pytest.raises(BulletinError, match="record_missing"):
        store.get(prefix)


def test_a_prefix_finds_a_record_and_an_ambiguous_one_is_an_error(store):
    one, two = plain_bulletin("一。", id="bab12"), plain_bulletin("二。", id="bab34")
    store.save(one)
    store.save(two)
    assert store.get("bab1") == one
    with pytest.raises(BulletinError, match="2 records"):
        store.get("bab")


def test_a_run_keeps_its_options_versions_and_counts(store):
    run = store.start_run(options={"published": "2025-02-14"}, versions={"bulletin_nlp": "1.0"})
    store.save(plain_bulletin("改造48个。"), run=run)
    assert store.runs()[0].finished is None
    store.finish(run, {"new": 1})
    (stored,) = store.runs()
    assert stored.finished is not None
    assert stored.finished >= stored.started
    assert (stored.options, stored.versions, stored.counts) == (
        {"published": "2025-02-14"},
        {"bulletin_nlp": "1.0"},
        {"new": 1},
    )


def test_a_failure_is_kept_counted_and_resolved_when_the_input_becomes_a_record(store):
    store.fail("a.txt", "input_empty", "a.txt holds no text")
    store.fail("a.txt", "input_empty", "a.txt holds no text")
    store.fail("b.txt", "extraction_failed", "KeyError", detail="Traceback …")
    first, second = store.failures()
    assert (first.input, first.code, first.times) == (str(Path("a.txt").absolute()), "input_empty", 2)
    assert first.last_seen > first.first_seen
    assert second.detail == "Traceback …"
    store.save(plain_bulletin("改造48个。"), input="a.txt")
    assert [failure.code for failure in store.failures()] == ["extraction_failed"]
    assert len(store.failures(resolved=True)) == 2


def test_a_failure_that_a_run_meets_again_after_an_interruption_is_one(store):
    run = store.start_run()
    store.fail("a.txt", "input_empty", "a.txt holds no text", run=run)
    store.fail("a.txt", "input_empty", "a.txt holds no text", run=run)
    assert [failure.times for failure in store.failures()] == [1]
    store.fail("a.txt", "input_empty", "a.txt holds no text", run=store.start_run())
    assert [failure.times for failure in store.failures()] == [2]


def test_the_list_has_the_latest_first_and_those_without_a_date_last(store):
    for text_, day in (("甲", None), ("乙", date(2024, 1, 1)), ("丙", date(2025, 1, 1))):
        store.save(plain_bulletin(text_, published=day))
    assert [listed.title for listed in store.list()] == ["丙", "乙", "甲"]
    assert [listed.title for listed in store.list(limit=1, offset=1)] == ["乙"]


def test_another_address_of_an_attachment_is_no_new_revision(store):
    first, second = (
        record.model_copy(
            update={"source": record.source.model_copy(update={"extra": {"attachments": address}})}
        )
        for record, address in ((bulletin(), "[1]"), (bulletin(), "[2]"))
    )
    store.save(first)
    assert store.save(second) is SaveOutcome.UNCHANGED
    assert len(store.revisions(first.id)) == 1
