"""Tables for other tools: CSV, XLSX, Parquet, Stata, JSONL, each with a codebook."""

from bulletin_nlp.export.columns import Column, ColumnKind
from bulletin_nlp.export.writing import SUFFIXES, table_suffix, write_rows, write_stream

__all__ = ["SUFFIXES", "Column", "ColumnKind", "table_suffix", "write_rows", "write_stream"]
