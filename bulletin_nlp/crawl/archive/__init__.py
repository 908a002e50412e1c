"""The raw answers of portals, kept as WARC files: ``docs/archive.md``."""

from __future__ import annotations

from bulletin_nlp.crawl.archive.archived import ArchivedAnswer
from bulletin_nlp.crawl.archive.place import ArchivedAt
from bulletin_nlp.crawl.archive.reader import Archive
from bulletin_nlp.crawl.archive.writer import ArchiveWriter

__all__ = ["Archive", "ArchiveWriter", "ArchivedAnswer", "ArchivedAt"]
