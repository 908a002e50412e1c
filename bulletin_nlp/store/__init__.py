"""Where records are kept: a database with revisions, facts as tables, runs, failures, a crawl's frontier."""

from bulletin_nlp.store.entries import (
    FactState,
    Listing,
    Revision,
    RunInput,
    SaveOutcome,
    StoredFailure,
    StoredRun,
)
from bulletin_nlp.store.frontier import Frontier
from bulletin_nlp.store.prepared import PreparedRecord, prepare
from bulletin_nlp.store.store import Store

__all__ = [
    "FactState",
    "Frontier",
    "Listing",
    "PreparedRecord",
    "Revision",
    "RunInput",
    "SaveOutcome",
    "Store",
    "StoredFailure",
    "StoredRun",
    "prepare",
]
