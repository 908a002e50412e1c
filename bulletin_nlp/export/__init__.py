"""Tables for other tools: CSV, XLSX, Parquet, Stata, JSONL, each with a codebook."""

from bulletin_nlp.export.columns import Column, ColumnKind
from bulletin_nlp.export.fact_columns import KINDS, fact_columns, shown_columns
from bulletin_nlp.export.frames import to_duckdb, to_pandas
from bulletin_nlp.export.terminal import show_rows
from bulletin_nlp.export.writing import SUFFIXES, table_suffix, write_rows, write_stream

__all__ = [
    "KINDS",
    "SUFFIXES",
    "Column",
    "ColumnKind",
    "fact_columns",
    "show_rows",
    "shown_columns",
    "table_suffix",
    "to_duckdb",
    "to_pandas",
    "write_rows",
    "write_stream",
]
