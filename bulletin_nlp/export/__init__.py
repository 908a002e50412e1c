"""Tables for other tools: CSV, XLSX, Parquet, Stata, JSONL, each with a codebook."""

from bulletin_nlp.export.columns import Column

__all__ = ["Column"]
