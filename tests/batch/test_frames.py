"""A frame of texts becomes a frame of records of one schema, and each failed input is one row."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from bulletin_nlp import extract
from bulletin_nlp.batch import extract_frame, frame_ddl, frame_schema
from bulletin_nlp.batch.frame_columns import frame_columns
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.extraction.reading import Given
from bulletin_nlp.record import FACT_KINDS, Bulletin, Metric, Source
from tests.store.factory import bulletin, plain_bulletin, span_of

TEXT = "2025年，全省计划开工改造城镇老旧小区1289个，惠及居民20.5万户。"
PAGE = (
    "<html><head><title>推进会召开</title><meta name='PubDate' content='2025-02-14'></head><body>"
    "<h1>推进会召开</h1>"
    "<div class='content'><p>2025年，中山市计划改造城镇老旧小区48个，惠及居民1.35万户，投资4.83亿元。</p>"
    "<p>各地要在6月底前全部开工，确保按期完成改造任务，让居民早日受益。要加快前期工作，倒排工期，挂图作战。</p>"
    "<p>会议要求，多渠道筹集资金，积极争取专项债券，引导居民合理出资，鼓励社会力量参与改造。</p></div></body></html>"
)


def made_by_hand(text: str, given: Given) -> Bulletin:
    """An extraction that returns the record of the factory, and fails where the text says so."""
    if "坏" in text:
        raise KeyError("a bug of the extraction")
    return bulletin(published=given.published, source=Source(url=given.url, external_id=given.external_id))


def with_values(*values: int | Decimal):
    """An extraction whose records hold metrics with these values."""

    def extracted(text: str, given: Given) -> Bulletin:
        words = span_of(text, text[:2], 0)
        metrics = tuple(
            Metric(
                fact_id=f"metric-{number}", span=words, context_span=words, indicator="other",
                indicator_text="数", value=value, unit="个",
            )
            for number, value in enumerate(values)
        )  # fmt: skip
        return plain_bulletin(text, metrics=metrics)

    return extracted


def table_of(frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    """The frame as Arrow; fails where it is not what the schema declares."""
    return pa.Table.from_pandas(frame, schema=schema, preserve_index=False)


def test_a_row_a_bulletin_holds_the_record_and_what_the_caller_keeps():
    frame = pd.DataFrame({"doc": [7], "text": [TEXT], "url": ["https://www.example.gov.cn/1"]})
    (row,) = extract_frame(frame).to_dict("records")
    record = extract(TEXT, url="https://www.example.gov.cn/1")
    kept = json.loads(row["record"])
    assert row["doc"] == 7
    assert kept["metrics"] == record.to_dict()["metrics"]
    assert (row["bulletin_id"], row["url"]) == (record.id, "https://www.example.gov.cn/1")
    assert [row[f"n_{kind}"] for kind in FACT_KINDS] == [len(getattr(record, kind)) for kind in FACT_KINDS]
    assert pd.isna(row["error_code"])


def test_a_row_a_metric_holds_its_attributes_exactly():
    frame = pd.DataFrame({"text": ["改造。"], "published": [date(2025, 2, 14)]})
    first, second = extract_frame(frame, rows="fact", extract=made_by_hand).to_dict("records")
    metrics = bulletin().metrics
    assert (first["fact_id"], first["value"], first["unit"]) == ("metric-1", Decimal(48), "个")
    assert (first["period_start"], first["period_end"]) == (date(2025, 1, 1), date(2025, 12, 31))
    assert (first["quote"], first["context"]) == ("48个", "全市计划改造小区48个")
    assert (first["span_start"], first["source_start"]) == (
        metrics[0].span.start,
        metrics[0].span.source_start,
    )
    assert (second["value"], second["value_max"]) == (Decimal("483000000.37"), Decimal("0.1"))
    assert (second["as_of"], second["as_of_basis"]) == (date(2025, 6, 30), "clause")
    assert list(second["excludes"]) == ["440300"]
    assert json.loads(second["fact"]) == metrics[1].model_dump(mode="json")
    assert first["published"] == date(2025, 2, 14)


def test_other_kinds_have_the_columns_that_all_facts_share():
    rows = extract_frame(
        pd.DataFrame({"text": ["改造。"]}), rows="fact", kinds=FACT_KINDS, extract=made_by_hand
    )
    assert rows[["kind", "name"]].values.tolist() == [
        ["officials", "周启明"],
        ["organizations", "中山市人民政府"],
        ["regions", "中山市"],
        ["communities", "从善坊小区"],
        ["metrics", "communities_renovated"],
        ["metrics", "investment"],
        ["deadlines", "6月底前"],
        ["tasks", "completion"],
    ]
    assert rows["region"].tolist()[:3] == ["442000", "442000", "442000"]
    assert rows["fact_id"].tolist() == [fact.fact_id for _, fact in bulletin().facts()]
    only = extract_frame(
        pd.DataFrame({"text": ["改造。"]}), rows="fact", kinds=["deadlines", "tasks"], extract=made_by_hand
    )
    assert only["kind"].tolist() == ["deadlines", "tasks"]


def test_each_failed_input_is_one_row_and_the_rest_goes_on():
    texts = [None, float("nan"), "", " \n", "no Chinese", "坏的。", "改造。", 12, ["改造"], pd.NA]
    frame = pd.DataFrame({"doc": range(10), "text": pd.Series(texts, dtype=object), "url": "u"})
    for rows in ("bulletin", "fact"):
        found = extract_frame(frame, rows=rows, extract=made_by_hand)
        failed = found[found["error_code"].notna()]
        assert failed[["doc", "error_code"]].values.tolist() == [
            [0, "input_empty"],
            [1, "input_empty"],
            [2, "input_empty"],
            [3, "input_empty"],
            [4, "input_no_chinese"],
            [5, "extraction_failed"],
            [7, "input_damaged"],
            [8, "input_damaged"],
            [9, "input_empty"],
        ]
        assert failed["bulletin_id"].isna().all()
        assert set(failed["url"]) == {"u"}
        assert set(found["doc"]) == set(range(10))
        assert "KeyError" in failed["error_message"].tolist()[5]
        assert not failed["error_message"].str.contains("\n").any()


def test_a_day_that_cannot_be_read_fails_its_row_only():
    frame = pd.DataFrame(
        {"text": [TEXT, TEXT], "published": ["2025年2月14日", "neulich\ud800"]}, dtype=object
    )
    found = extract_frame(frame)
    assert found["published"][0] == date(2025, 2, 14)
    assert found["error_code"].isna().tolist() == [True, False]
    assert found["error_code"][1] == "input_damaged"


def test_half_a_character_in_a_text_or_a_title_is_replaced_and_not_a_crash():
    frame = pd.DataFrame({"text": [TEXT + "\ud800\0"], "title": ["题\udfff"]}, dtype=object)
    assert extract_frame(frame)["error_code"].isna().all()


def test_days_come_as_days_and_times_keep_theirs():
    days = pd.to_datetime(["2025-02-14", "2025-02-14 10:30", None], format="mixed")
    found = extract_frame(pd.DataFrame({"text": [TEXT] * 3, "published": days}))
    published = [json.loads(record)["published"] for record in found["record"]]
    assert published[:2] == ["2025-02-14", "2025-02-14T10:30:00+08:00"]
    zoned = pd.DataFrame({"text": [TEXT], "published": [datetime(2025, 2, 14, 2, 30, tzinfo=UTC)]})
    assert json.loads(extract_frame(zoned)["record"][0])["published"] in (
        "2025-02-14T02:30:00Z",
        "2025-02-14T02:30:00+00:00",
    )


def test_a_page_is_read_for_its_article():
    frame = pd.DataFrame({"html": [PAGE, PAGE.encode("gb18030")]})
    found = extract_frame(frame)
    assert found["error_code"].isna().all()
    assert found["title"].tolist() == ["推进会召开"] * 2
    assert found["bulletin_id"].nunique() == 1


def test_where_a_row_has_text_and_page_the_text_is_read():
    frame = pd.DataFrame({"html": [PAGE, PAGE], "text": [TEXT, None]})
    ids = extract_frame(frame)["bulletin_id"].tolist()
    assert ids[0] == extract(TEXT).id != ids[1]


@pytest.mark.parametrize("rows", ["bulletin", "fact"])
@pytest.mark.parametrize("kinds", [("metrics",), ("metrics", "tasks")])
def test_every_frame_has_the_declared_schema_also_the_empty_one(rows, kinds):
    schema = frame_schema(rows, {"doc": pa.int64()}, kinds=kinds)
    full = pd.DataFrame({"doc": [1, 2], "text": ["改造。", None]})
    for frame in (full, full[:1], full[1:], full[:0], full[:0].astype({"doc": "int64"})):
        found = extract_frame(frame, rows=rows, kinds=kinds, extract=made_by_hand)
        assert list(found.columns) == schema.names
        assert table_of(found, schema).schema.equals(schema)
        assert found.dtypes.equals(extract_frame(full, rows=rows, kinds=kinds, extract=made_by_hand).dtypes)
        assert list(found.index) == list(range(len(found)))


def test_key_columns_are_kept_with_their_types_and_in_the_order_asked_for():
    frame = pd.DataFrame(
        {
            "text": ["改造。", None, "改造。"],
            "n": pd.array([2**60 + 1, None, 3], dtype="Int64"),
            "c": pd.Categorical(["a", "b", "a"]),
            "left": [1, 2, 3],
        },
        index=[5, 5, 9],
    )
    found = extract_frame(frame, keys=["c", "n"], rows="fact", extract=made_by_hand)
    assert list(found.columns[:2]) == ["c", "n"]
    assert "left" not in found
    assert found["n"].tolist() == [2**60 + 1, 2**60 + 1, pd.NA, 3, 3]
    assert (found.dtypes["c"], found.dtypes["n"]) == (frame.dtypes["c"], frame.dtypes["n"])
    assert list(extract_frame(frame, keys=[], extract=made_by_hand).columns) == frame_schema().names


def test_the_column_of_texts_may_have_another_name():
    frame = pd.DataFrame({"body": [TEXT], "text": ["a key now"]})
    found = extract_frame(frame, text="body")
    assert found["text"].tolist() == ["a key now"]
    assert found["bulletin_id"].tolist() == [extract(TEXT).id]


def test_numbers_are_exact_and_what_does_not_fit_is_named_instead_of_changed():
    values = (10**28, -(10**28), Decimal("0.000000001"), Decimal("1.50"), Decimal("1E+3"),
              10**29, Decimal("0.0000000001"), 10**60)  # fmt: skip
    found = extract_frame(pd.DataFrame({"text": ["改造"]}), rows="fact", extract=with_values(*values))
    assert found["value"].tolist()[:5] == list(values[:5])
    assert found["value"].isna().tolist() == [False] * 5 + [True] * 3
    assert [list(names) for names in found["unfit"]] == [[]] * 5 + [["value"]] * 3
    assert json.loads(found["fact"][7])["value"] == 10**60


def test_the_same_frame_gives_the_same_result():
    frame = pd.DataFrame({"text": [TEXT, PAGE, None]})
    first = extract_frame(frame, rows="fact", kinds=FACT_KINDS)
    pd.testing.assert_frame_equal(first, extract_frame(frame, rows="fact", kinds=FACT_KINDS))


def test_ten_thousand_rows_come_out_in_their_order():
    frame = pd.DataFrame({"doc": range(10_000), "text": ["改造。", "坏的。"] * 5_000})
    found = extract_frame(
        frame, extract=lambda text, given: made_by_hand(text, given) if "坏" in text else PLAIN
    )
    assert found["doc"].tolist() == list(range(10_000))
    assert found["error_code"].isna().tolist() == [True, False] * 5_000


PLAIN = plain_bulletin("改造。")


@pytest.mark.parametrize(
    ("columns", "options", "words"),
    [
        ({"doc": [1]}, {}, "neither a column 'text' nor 'html'"),
        ({"text": [TEXT], "Title": [1]}, {"keys": ["Title"]}, "'Title' has the name of a column"),
        ({"text": [TEXT], "record": [1]}, {}, "'record' has the name of a column"),
        ({"text": [TEXT]}, {"keys": ["doc"]}, "no key column 'doc'"),
        ({"text": [TEXT]}, {"keys": "doc"}, "is no sequence"),
        ({"text": [TEXT], "a": [1]}, {"keys": ["a", "a"]}, "named twice"),
        ({"text": [TEXT], 3: [1]}, {}, "is no text"),
        ({"text": [TEXT]}, {"rows": "facts"}, "no rows are called 'facts'"),
        ({"text": [TEXT]}, {"rows": "fact", "kinds": ["metric"]}, "kinds"),
        ({"text": [TEXT]}, {"rows": "fact", "kinds": "metrics"}, "kinds"),
    ],
)
def test_a_frame_or_an_option_that_cannot_be_used_is_told_in_one_line(columns, options, words):
    with pytest.raises(BulletinError, match="option_invalid") as raised:
        extract_frame(pd.DataFrame(columns), **options)
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)


def test_two_columns_of_one_name_are_refused():
    frame = pd.DataFrame([[TEXT, TEXT]], columns=["text", "text"])
    with pytest.raises(BulletinError, match="two columns are called 'text'"):
        extract_frame(frame)


def test_spark_is_told_the_same_columns_as_arrow():
    spark_types = {
        pa.string(): "STRING", pa.int64(): "BIGINT", pa.decimal128(38, 9): "DECIMAL(38,9)",
        pa.float64(): "DOUBLE", pa.date32(): "DATE", pa.bool_(): "BOOLEAN",
        pa.list_(pa.string()): "ARRAY<STRING>",
    }  # fmt: skip
    for rows, kinds in (("bulletin", ["metrics"]), ("fact", ["metrics"]), ("fact", FACT_KINDS)):
        schema = frame_schema(rows, {"a`b": pa.int64()}, kinds=kinds)
        expected = [f"`{f.name.replace('`', '``')}` {spark_types[f.type]}" for f in schema]
        assert frame_ddl(rows, {"a`b": "BIGINT"}, kinds=kinds) == ", ".join(expected)


def test_importing_the_batch_package_loads_no_pandas():
    heavy = {"pandas", "pyarrow", "dask", "distributed", "pyspark"}
    code = f"import sys, bulletin_nlp.batch; print(sorted({heavy} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("rows", "kinds"), [("bulletin", ["metrics"]), ("fact", ["metrics"]), ("fact", FACT_KINDS)]
)
def test_the_page_on_scale_names_every_column(rows, kinds):
    page = (Path(__file__).resolve().parents[2] / "docs" / "scale.md").read_text(encoding="utf-8")
    table = page.split("### Columns")[1].split("## Failed inputs")[0]
    named = set(re.findall(r"`(\w+)`", table))
    counts = {f"n_{kind}" for kind in FACT_KINDS[1:-1]}  # n_officials … n_tasks
    assert {column.name for column in frame_columns(rows, kinds)} - counts <= named
