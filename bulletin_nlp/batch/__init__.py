"""Many inputs: finding them, working on them in several processes, and keeping what comes out."""

from bulletin_nlp.batch.dask_engine import run_on_dask
from bulletin_nlp.batch.document import DEFAULT_MAX_SIZE, Document, read_document
from bulletin_nlp.batch.finding import Inputs, find_inputs
from bulletin_nlp.batch.frame_columns import frame_ddl, frame_schema
from bulletin_nlp.batch.frames import extract_frame
from bulletin_nlp.batch.inputs import CONTAINERS, SUFFIXES, Failure, Input, Line, Response, Row
from bulletin_nlp.batch.json_lines import JsonLinesFile
from bulletin_nlp.batch.metadata import MetadataTable, read_day, read_metadata
from bulletin_nlp.batch.outputs import Settled, Sink, open_output
from bulletin_nlp.batch.pool import DEFAULT_TIME_LIMIT
from bulletin_nlp.batch.run import Summary, run
from bulletin_nlp.batch.spark import spark_map
from bulletin_nlp.batch.store_output import StoreOutput
from bulletin_nlp.batch.work import Extract, Extraction, Job, Outcome

__all__ = [
    "CONTAINERS",
    "DEFAULT_MAX_SIZE",
    "DEFAULT_TIME_LIMIT",
    "SUFFIXES",
    "Document",
    "Extract",
    "Extraction",
    "Failure",
    "Input",
    "Inputs",
    "Job",
    "JsonLinesFile",
    "Line",
    "MetadataTable",
    "Outcome",
    "Response",
    "Row",
    "Settled",
    "Sink",
    "StoreOutput",
    "Summary",
    "extract_frame",
    "find_inputs",
    "frame_ddl",
    "frame_schema",
    "open_output",
    "read_day",
    "read_document",
    "read_metadata",
    "run",
    "run_on_dask",
    "spark_map",
]
