"""Where records are kept: a database with revisions, facts as tables, runs and failures."""

from bulletin_nlp.store.store import Listing, Revision, SaveOutcome, Store, StoredFailure, StoredRun

__all__ = ["Listing", "Revision", "SaveOutcome", "Store", "StoredFailure", "StoredRun"]
