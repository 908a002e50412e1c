"""Many inputs: finding them, reading them, and running an extraction over them."""

from bulletin_nlp.batch.document import DEFAULT_MAX_SIZE, Document, read_document
from bulletin_nlp.batch.inputs import SUFFIXES, Failure, Found, Input, find_inputs
from bulletin_nlp.batch.metadata import MetadataTable, read_day, read_metadata
from bulletin_nlp.batch.outputs import JsonLinesFile, Sink, StoreOutput, open_output
from bulletin_nlp.batch.run import Extract, Summary, run

__all__ = [
    "DEFAULT_MAX_SIZE",
    "SUFFIXES",
    "Document",
    "Extract",
    "Failure",
    "Found",
    "Input",
    "JsonLinesFile",
    "MetadataTable",
    "Sink",
    "StoreOutput",
    "Summary",
    "find_inputs",
    "open_output",
    "read_day",
    "read_document",
    "read_metadata",
    "run",
]
