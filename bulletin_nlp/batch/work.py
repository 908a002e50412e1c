"""All the work on one input: read, decode, find the article, extract, write as JSON."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bulletin_nlp.batch.document import DEFAULT_MAX_SIZE, receive, understand
from bulletin_nlp.batch.inputs import Failure, Input
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.extraction.reading import Given
from bulletin_nlp.lexicon.user import UserLexicon
from bulletin_nlp.record import Bulletin

__all__ = ["Extract", "Extraction", "Job", "Outcome", "Prepare"]

#: An extraction: a text and what is known about it → the record. Worker processes import it by its name.
Extract = Callable[[str, Given], Bulletin]

#: What makes a record ready for a store without asking the database.
Prepare = Callable[[Bulletin], Any]

_FIRST_WORDS = "2025年，中山市计划改造城镇老旧小区48个，确保6月底前全部开工。"


@dataclass(frozen=True, slots=True)
class Extraction:
    """The package's extraction with its options.

    ``task_model`` is the file of the model that types tasks, ``task_threshold`` the probability below which
    a passage is no task; None leaves the package's own. ``lexicon`` is a user's own vocabulary, which goes
    along to whichever process does the work; None leaves the one that is in use there.
    """

    task_model: Path | None = None
    task_threshold: float | None = None
    lexicon: UserLexicon | None = None

    def __call__(self, text: str, given: Given) -> Bulletin:
        from bulletin_nlp import api

        self._use_lexicon()
        if self.task_model is None and self.task_threshold is None:
            return api.extract_given(text, given)
        return api.extract_given(text, given, task_model=self.task_model, task_threshold=self.task_threshold)

    def _use_lexicon(self) -> None:
        from bulletin_nlp.lexicon.user import active_lexicon, use_lexicon

        if self.lexicon is not None and active_lexicon() != self.lexicon:
            use_lexicon(self.lexicon)

    def load(self) -> None:
        """Load what the first text would, so that its time is its own."""
        import bulletin_nlp.page  # noqa: F401 (loaded for what it takes)

        self(_FIRST_WORDS, Given())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an input: a record as a line of JSON with its id, or a failure.

    ``sha256`` is the hash of the content, null where it could not be read; ``prepared`` what a store needs;
    ``missed`` the selectors (``body``, ``date``, ``source``) that found nothing in its page.
    """

    sha256: str | None = None
    id: str | None = None
    line: str | None = None
    prepared: Any = None
    failure: Failure | None = None
    missed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """What is done with each input, in whichever process.

    ``max_size`` counts bytes; ``prepare`` is set where an output is a store that takes prepared records.
    """

    extract: Extract
    max_size: int = DEFAULT_MAX_SIZE
    prepare: Prepare | None = None

    def load(self) -> None:
        """Load what the extraction needs."""
        load = getattr(self.extract, "load", None)
        if load is not None:
            load()

    def outcome(self, input: Input) -> Outcome:
        """Work on an input; whatever goes wrong is its failure."""
        sha256 = None
        try:
            received = receive(input, max_size=self.max_size)
            sha256 = received.sha256
            document = understand(received)
            record = self.extract(document.text, document.given)
            # What cannot be written as JSON is no record: found out here, before any sink has it.
            line = record.to_json()
            prepared = self.prepare(record) if self.prepare is not None else None
        except BulletinError as error:
            return Outcome(sha256, failure=Failure.of(input.name, error))
        except Exception as error:
            return Outcome(sha256, failure=bug(input.name, error))
        return Outcome(sha256, record.id, line, prepared, missed=document.missed)


def bug(name: str, error: Exception) -> Failure:
    """Return the failure of an input that met a bug."""
    return Failure(
        name,
        "extraction_failed",
        f"the extraction failed ({type(error).__name__})",
        "this is a bug; please report it with the input",
        detail="".join(traceback.format_exception(error)),
    )
