"""Parquet files are cut into partitions, and a partition reads its own rows and no others."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bulletin_nlp.batch.partitions import Partition, plan_partitions, read_partition
from bulletin_nlp.batch.parts import (
    MANIFEST,
    PartsSummary,
    PartWriter,
    open_parts,
    settle_parts,
    write_manifest,
)
from bulletin_nlp.errors import BulletinError
from tests.batch.parquet_cases import texts, write_bulletins


def plan_of(*paths, **options):
    return plan_partitions(list(paths), **options)


@pytest.mark.parametrize("row_group_size", [1, 3, 7, 1000])
@pytest.mark.parametrize("rows", [1, 4, 10, 500])
def test_the_partitions_hold_every_row_once_and_in_order(tmp_path, row_group_size, rows):
    write_bulletins(tmp_path / "b.parquet", 20, 30, row_group_size=row_group_size)
    write_bulletins(tmp_path / "a" / "a.parquet", 30, 0, row_group_size=row_group_size)
    plan = plan_of(tmp_path, partition_rows=rows)
    frames = [read_partition(partition, "text", plan.keys) for partition in plan.partitions]
    read = [text for frame in frames for text in pa.array(frame["text"]).to_pylist()]
    assert read == [*texts(20, 30), *texts(30, 0)]
    assert max(map(len, frames)) <= rows
    assert [partition.number for partition in plan.partitions] == list(range(len(frames)))


def test_large_integers_among_nulls_stay_what_they_are(tmp_path):
    plan = plan_of(write_bulletins(tmp_path / "a.parquet", 5))
    (partition,) = plan.partitions
    docs = read_partition(partition, "text", plan.keys)["doc"]
    assert docs.tolist()[:3] == [2**60, 2**60 + 1, 2**60 + 2]
    assert docs.isna().tolist() == [False, False, False, True, False]


def test_a_file_without_rows_has_a_partition_so_that_the_output_has_the_schema(tmp_path):
    plan = plan_of(write_bulletins(tmp_path / "a.parquet", 0))
    assert [partition.count for partition in plan.partitions] == [0]
    assert read_partition(plan.partitions[0], "text", plan.keys).columns.tolist() == ["doc", "text"]


def test_a_broken_file_and_one_without_texts_are_listed_and_the_others_go_on(tmp_path):
    write_bulletins(tmp_path / "a.parquet", 2)
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and no more")
    pq.write_table(pa.table({"doc": [1]}), tmp_path / "other.parquet")
    write_bulletins(tmp_path / "_old" / "c.parquet", 2)
    (tmp_path / "readme.txt").write_text("no Parquet")
    plan = plan_of(tmp_path)
    assert [partition.path for partition in plan.partitions] == [str(tmp_path / "a.parquet")]
    assert [(failure.input, failure.code) for failure in plan.failures] == [
        (str(tmp_path / "broken.parquet"), "input_damaged"),
        (str(tmp_path / "other.parquet"), "input_unsupported"),
    ]


def test_files_with_different_columns_go_together_with_nulls_where_one_has_none(tmp_path):
    pq.write_table(pa.table({"text": ["甲"], "n": pa.array([1], pa.int32())}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"n": [2**40], "tag": ["x"], "html": ["乙"]}), tmp_path / "b.parquet")
    plan = plan_of(tmp_path)
    assert dict(zip(plan.keys.names, plan.keys.types, strict=True)) == {"n": pa.int64(), "tag": pa.string()}
    first, second = (read_partition(partition, "text", plan.keys) for partition in plan.partitions)
    assert first["n"].tolist() + second["n"].tolist() == [1, 2**40]
    assert first["tag"].isna().all()
    assert plan_of(tmp_path, keys=["tag"]).keys.names == ["tag"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"keys": ["none"]}, "option_invalid"),
        ({"partition_rows": 0}, "option_invalid"),
    ],
)
def test_options_that_cannot_be_used_are_told_before_any_work(tmp_path, options, code):
    write_bulletins(tmp_path / "a.parquet", 2)
    with pytest.raises(BulletinError, match=code):
        plan_of(tmp_path, **options)


def test_paths_that_lead_to_no_file_are_told_before_any_work(tmp_path):
    with pytest.raises(BulletinError, match="input_missing"):
        plan_of(tmp_path / "none.parquet")
    with pytest.raises(BulletinError, match="input_no_bulletins"):
        plan_of(tmp_path)


def test_key_columns_of_two_types_that_nothing_unites_are_told_before_any_work(tmp_path):
    pq.write_table(pa.table({"text": ["甲"], "n": [1]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"text": ["甲"], "n": ["eins"]}), tmp_path / "b.parquet")
    with pytest.raises(BulletinError, match=r"option_invalid.*do not go together"):
        plan_of(tmp_path)


def writer_of(folder, plan) -> PartWriter:
    return PartWriter(str(folder), "text", plan.keys, "fact", ("metrics",))


def test_to_do_a_partition_twice_is_to_do_it_once(tmp_path):
    plan = plan_of(write_bulletins(tmp_path / "a.parquet", 50))
    folder = open_parts(tmp_path / "out")
    writer = writer_of(folder, plan)
    first = writer(plan.partitions[0])
    data = (folder / "part-00000.parquet").read_bytes()
    assert writer(plan.partitions[0]) == first
    assert (folder / "part-00000.parquet").read_bytes() == data
    assert [path.name for path in folder.iterdir()] == ["part-00000.parquet"]
    assert (first.inputs, first.failed) == (50, {"input_empty": 1})
    assert pq.read_table(folder / "part-00000.parquet").num_rows == first.rows == 99


def test_data_that_turns_out_broken_is_the_partitions_failure(tmp_path):
    path = write_bulletins(tmp_path / "a.parquet", 50)
    plan = plan_of(path)
    data = bytearray(path.read_bytes())
    data[4:200] = b"\xff" * 196
    path.write_bytes(data)
    folder = open_parts(tmp_path / "out")
    part = writer_of(folder, plan)(plan.partitions[0])
    assert part.failure is not None
    assert (part.failure.code, part.failure.input) == ("input_damaged", f"{path} rows 1-50")
    path.unlink()
    gone = writer_of(folder, plan)(plan.partitions[0])
    assert gone.failure is not None
    assert gone.failure.code == "input_missing"
    assert list(folder.iterdir()) == []


def test_a_part_that_cannot_be_written_ends_the_run_and_leaves_nothing(tmp_path):
    plan = plan_of(write_bulletins(tmp_path / "a.parquet", 3))
    with pytest.raises(BulletinError, match="output_unwritable"):
        writer_of(tmp_path / "none", plan)(plan.partitions[0])


def test_parts_go_into_an_empty_folder_only(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "part-00007.parquet").touch()
    with pytest.raises(BulletinError, match=r"output_unwritable.*not empty"):
        open_parts(tmp_path / "out")
    (tmp_path / "file").touch()
    with pytest.raises(BulletinError, match="output_unwritable"):
        open_parts(tmp_path / "file")
    assert open_parts(tmp_path / "a" / "b").is_dir()


def test_what_killed_workers_left_is_taken_away_and_an_empty_folder_with_it(tmp_path):
    folder = open_parts(tmp_path / "out")
    (folder / ".part-00000.parquet.0123.tmp").touch()
    settle_parts(folder)
    assert not folder.exists()


def test_the_manifest_says_what_every_part_holds(tmp_path):
    plan = plan_of(write_bulletins(tmp_path / "a.parquet", 60), partition_rows=50)
    folder = open_parts(tmp_path / "out")
    writer = writer_of(folder, plan)
    summary = PartsSummary(tuple(map(writer, plan.partitions)), ())
    write_manifest(folder, writer, summary)
    said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert (said["inputs"], said["failed"], said["keys"]) == (60, {"input_empty": 1}, ["doc"])
    assert [(part["part"], part["first"], part["inputs"]) for part in said["parts"]] == [
        ("part-00000.parquet", 1, 50),
        ("part-00001.parquet", 51, 10),
    ]
    assert said["rows"] == sum(part["rows"] for part in said["parts"]) == pq.read_table(folder).num_rows
    assert Partition(3, "a.parquet", 50, 10).name == "a.parquet rows 51-60"
