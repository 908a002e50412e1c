"""Errors with codes: one line that names the input, the place and the way out.

Every error that can reach a user is a :class:`BulletinError` whose ``code`` is documented in
``docs/errors.md``; whatever else is raised is a bug of this package.
"""

from __future__ import annotations

__all__ = ["CODES", "BulletinError"]

#: Every code with what it means; ``docs/errors.md`` lists the same, and a test compares them.
CODES: dict[str, str] = {
    "input_missing": "the path does not exist",
    "input_unreadable": "the file could not be opened or read",
    "input_empty": "the file holds no text",
    "input_binary": "the file is not text or HTML",
    "input_too_large": "the file is larger than the limit",
    "input_no_chinese": "the text holds no Chinese",
    "input_no_bulletins": "the folder holds no file that can be read as a bulletin",
    "input_encoding": "the bytes could not be decoded",
    "input_unsupported": "the file's format is not read yet",
    "input_damaged": "a line, a row or a record of a file that holds many cannot be read",
    "page_no_article": "no article was found in the page",
    "metadata_invalid": "the metadata table cannot be used",
    "option_invalid": "an option's value cannot be used",
    "output_unwritable": "the output cannot be written",
    "store_unreadable": "the database cannot be opened",
    "store_unreachable": "the database server cannot be reached",
    "store_outdated": "the database has another version of the schema",
    "record_missing": "no record has that id",
    "lexicon_invalid": "a lexicon file cannot be used",
    "resource_missing": "a data file of the package is not where it should be",
    "corpus_invalid": "an annotated corpus cannot be used",
    "model_invalid": "a trained model's file cannot be used",
    "portal_invalid": "a portal's description cannot be used",
    "portal_unknown": "no portal has that name",
    "settings_invalid": "the settings of a crawl cannot be used",
    "lease_lost": "another run has taken the portal over",
    "extraction_failed": "the extraction failed on this input; this is a bug",
    "extraction_timeout": "the extraction took longer than the limit; this is a bug",
    "worker_died": "the process that worked on this input died",
    "manifest_invalid": "a run's manifest cannot be used",
    "archive_full": "the disk has too little space left for the archive",
    "archive_unwritable": "the archive of a portal cannot be written",
}


class BulletinError(Exception):
    """An error that a user can act on.

    Args:
        code: a key of :data:`CODES`.
        message: one line that names the input and the place.
        remedy: what the user can do about it, one line.
    """

    def __init__(self, code: str, message: str, remedy: str = "") -> None:
        if code not in CODES:
            raise ValueError(f"unknown error code {code!r}")
        self.code = code
        self.message = message
        self.remedy = remedy
        super().__init__(code, message, remedy)

    def __str__(self) -> str:
        line = f"{self.message}: {self.remedy}" if self.remedy else self.message
        return f"[{self.code}] {line}".replace("\n", " ")
