"""Parquet files of small bulletins, and an extraction that may end its process."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bulletin_nlp.api import extract_given
from bulletin_nlp.extraction.reading import Given
from bulletin_nlp.record import Bulletin

__all__ = ["deadly_extract", "texts", "write_bulletins"]

DEADLY = "致命"


def texts(count: int, first: int = 0) -> list[str | None]:
    """Short bulletins that differ; every fiftieth has no text."""
    return [
        None
        if number % 50 == 49
        else f"2025年，全市计划改造老旧小区{number + 1}个，惠及居民{number + 2}户。各地要在6月底前全部开工。"
        for number in range(first, first + count)
    ]


def write_bulletins(path: Path, count: int, first: int = 0, *, row_group_size: int = 1000) -> Path:
    """Write a file of bulletins with a key column that has nulls."""
    doc = [None if number % 7 == 3 else 2**60 + number for number in range(first, first + count)]
    table = pa.table({"doc": pa.array(doc, pa.int64()), "text": pa.array(texts(count, first), pa.string())})
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, row_group_size=row_group_size)
    return path


def deadly_extract(text: str, given: Given) -> Bulletin:
    """Extract, or end the process where the text says so."""
    if DEADLY in text:
        os.kill(os.getpid(), signal.SIGKILL)
    return extract_given(text, given)
