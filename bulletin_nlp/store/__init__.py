"""Where records are kept: a database with revisions, facts as tables, runs and failures."""

from bulletin_nlp.store.entries import Listing, Revision, SaveOutcome, StoredFailure, StoredRun
from bulletin_nlp.store.store import Store

__all__ = ["Listing", "Revision", "SaveOutcome", "Store", "StoredFailure", "StoredRun"]
