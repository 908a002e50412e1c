"""Spark runs the same function and is told the same schema."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest

from bulletin_nlp.batch import extract_frame, frame_schema, spark_map
from bulletin_nlp.errors import BulletinError
from tests.batch.parquet_cases import texts

DTYPES = [("doc", "bigint"), ("text", "string")]


def test_the_function_works_on_each_frame_of_the_iterator():
    work, schema = spark_map(DTYPES, rows="fact")
    frames = [pd.DataFrame({"doc": [number], "text": texts(1, number)}) for number in (3, 49)]
    first, second = work(iter(frames))
    expected = extract_frame(frames[0], rows="fact")
    lists = ["excludes", "unfit"]
    pd.testing.assert_frame_equal(first.drop(columns=lists), expected.drop(columns=lists))
    assert [first[name].tolist() for name in lists] == [[[], []], [[], []]]
    # Spark goes through the cells of such columns, and knows null as None only.
    assert [second[name].tolist() for name in lists] == [[None], [None]]
    assert second["error_code"].tolist() == ["input_empty"]
    assert schema.startswith("`doc` bigint, `bulletin_id` STRING")


def test_what_cannot_be_is_told_before_spark_begins():
    with pytest.raises(BulletinError, match="option_invalid"):
        spark_map([("doc", "bigint")])
    with pytest.raises(BulletinError, match="option_invalid"):
        spark_map([*DTYPES, ("title", "string")], keys=["title"])


@pytest.fixture(scope="module")
def spark() -> Iterator[object]:
    """A session on this machine, where Spark is installed."""
    sql = pytest.importorskip("pyspark.sql")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    session = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.mark.parametrize("rows", ["bulletin", "fact"])
def test_spark_gives_the_rows_of_the_local_function(spark, tmp_path, rows):
    docs = [None if number == 7 else 2**60 + number for number in range(60)]
    frame = pd.DataFrame({"doc": pd.array(docs, dtype="Int64"), "text": texts(60)})
    given = spark.createDataFrame(list(zip(docs, texts(60), strict=True)), "doc bigint, text string")
    given = given.repartition(3)
    work, schema = spark_map(given.dtypes, rows=rows)
    found = given.mapInPandas(work, schema)
    found.write.parquet(str(tmp_path / "out"))
    order = ["doc"] if rows == "bulletin" else ["doc", "span_start"]
    declared = frame_schema(rows, {"doc": pa.int64()})
    expected = pa.Table.from_pandas(extract_frame(frame, rows=rows), declared, preserve_index=False)
    back = found.toArrow().sort_by([(name, "ascending") for name in order])
    assert back.cast(declared).to_pylist() == expected.sort_by([(n, "ascending") for n in order]).to_pylist()
    read = spark.read.parquet(str(tmp_path / "out"))
    assert read.count() == expected.num_rows
    if rows == "fact":
        assert dict(read.dtypes)["value"] == "decimal(38,9)"
        assert read.agg({"value": "max"}).collect()[0][0] == Decimal(61)


def test_an_empty_frame_has_the_declared_schema_on_spark_too(spark):
    given = spark.createDataFrame([], "doc bigint, text string")
    work, schema = spark_map(given.dtypes, rows="fact", kinds=["tasks", "officials"])
    found = given.mapInPandas(work, schema)
    assert found.columns == frame_schema("fact", {"doc": pa.int64()}, kinds=["tasks", "officials"]).names
    assert found.count() == 0


def test_one_failed_input_does_not_fail_a_task(spark):
    given = spark.createDataFrame(
        [(1, None), (2, "no Chinese"), (3, "改造小区3个。")], "doc bigint, text string"
    )
    work, schema = spark_map(given.dtypes)
    found = {row["doc"]: row["error_code"] for row in given.mapInPandas(work, schema).collect()}
    assert found == {1: "input_empty", 2: "input_no_chinese", 3: None}
