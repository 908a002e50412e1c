"""What comes out of an extraction: frozen pydantic models that import nothing else of this package."""

from bulletin_nlp.record.bulletin import FACT_KINDS, SCHEMA_VERSION, ArchiveRef, Bulletin, Script, Source
from bulletin_nlp.record.facts import (
    AsOf,
    Community,
    Deadline,
    Measure,
    Metric,
    Official,
    Organization,
    Period,
    Position,
    Region,
    Task,
)
from bulletin_nlp.record.numbers import Number
from bulletin_nlp.record.spans import Evidence, Fact, Span
from bulletin_nlp.record.warnings import WARNING_CODES, Warning

__all__ = [
    "FACT_KINDS",
    "SCHEMA_VERSION",
    "WARNING_CODES",
    "ArchiveRef",
    "AsOf",
    "Bulletin",
    "Community",
    "Deadline",
    "Evidence",
    "Fact",
    "Measure",
    "Metric",
    "Number",
    "Official",
    "Organization",
    "Period",
    "Position",
    "Region",
    "Script",
    "Source",
    "Span",
    "Task",
    "Warning",
]
