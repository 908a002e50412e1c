"""What a run was asked to do: as a command says it, as a manifest or a store keeps it, and as it is done."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bulletin_nlp.errors import BulletinError

if TYPE_CHECKING:
    from bulletin_nlp.batch import Extraction, Inputs

__all__ = ["Asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of a run that bear on what comes out.

    ``folder`` is where relative paths count from; ``max_size`` counts megabytes, ``time_limit`` seconds;
    ``lexicon`` is the folder of a user's own vocabulary. What it holds stands among the versions.
    """

    paths: tuple[str, ...]
    folder: str
    published: str | None = None
    site: str | None = None
    metadata: str | None = None
    max_size: float = 20
    task_model: str | None = None
    task_threshold: float | None = None
    time_limit: float = 60
    lexicon: str | None = None

    @classmethod
    def read(cls, options: Mapping[str, Any]) -> Asked:
        """Return what a manifest or a store kept.

        Raises:
            BulletinError: ``manifest_invalid``.
        """
        try:
            return cls(
                paths=tuple(map(str, options["paths"])),
                folder=str(options["folder"]),
                published=options["published"],
                site=options["site"],
                metadata=options["metadata"],
                max_size=float(options["max_size"]),
                task_model=options["task_model"],
                task_threshold=options["task_threshold"],
                time_limit=float(options["time_limit"]),
                lexicon=options["lexicon"],
            )
        except (KeyError, TypeError, ValueError) as error:
            raise BulletinError(
                "manifest_invalid", f"the run's options are not whole ({error})", "run extract again"
            ) from error

    def kept(self) -> dict[str, Any]:
        """Return the options as a manifest or a store keeps them; of a table, also what it said."""
        return {
            "paths": list(self.paths),
            "folder": self.folder,
            "published": self.published,
            "site": self.site,
            "metadata": self.metadata,
            "metadata_sha256": _sha256(self.metadata),
            "max_size": self.max_size,
            "task_model": self.task_model,
            "task_threshold": self.task_threshold,
            "time_limit": self.time_limit,
            "lexicon": self.lexicon,
        }

    def versions(self) -> dict[str, str]:
        """Return what the run is done with: package, data, and the model that types tasks."""
        from bulletin_nlp.cli.version import versions
        from bulletin_nlp.extraction.task_model import MODEL_NAME
        from bulletin_nlp.resources import model_file

        try:
            model = self.task_model or str(model_file(MODEL_NAME))
        except BulletinError:
            return versions()
        return {**versions(), "task model": (_sha256(model) or "")[:12]}

    def max_bytes(self) -> int:
        """Return the largest size of an input in bytes."""
        return int(self.max_size * 1_000_000)

    def go_to_folder(self) -> None:
        """Let relative paths count from where the run was started.

        Raises:
            BulletinError: ``manifest_invalid`` where that is no more.
        """
        try:
            os.chdir(self.folder)
        except OSError as error:
            raise BulletinError(
                "manifest_invalid",
                f"the run's folder {self.folder} cannot be entered ({error.strerror})",
                "put it back, or run extract again",
            ) from error

    def inputs(self) -> Inputs:
        """Return the run's inputs.

        Raises:
            BulletinError: ``option_invalid`` or ``metadata_invalid``.
        """
        from bulletin_nlp.batch import find_inputs, read_day, read_metadata
        from bulletin_nlp.extraction.reading import Given

        published = read_day(self.published) if self.published is not None else None
        table = read_metadata(Path(self.metadata)) if self.metadata is not None else None
        given = Given(published=published, site_name=self.site)
        return find_inputs(self.paths, given=given, table=table, max_size=self.max_bytes())

    def extraction(self) -> Extraction:
        """Return what extracts a text; what cannot be used ends the run before any work.

        The user's vocabulary is read, here and in every process that the extraction is handed to.

        Raises:
            BulletinError: ``resource_missing``, ``model_invalid`` or ``lexicon_invalid``.
        """
        from bulletin_nlp.batch import Extraction
        from bulletin_nlp.cli.lexicon import choose_lexicon
        from bulletin_nlp.extraction.task_model import load_task_model
        from bulletin_nlp.lexicon.user import active_lexicon

        choose_lexicon(Path(self.lexicon) if self.lexicon is not None else None)
        model = Path(self.task_model) if self.task_model is not None else None
        if model is not None:
            load_task_model(model)
        return Extraction(model, self.task_threshold, active_lexicon())


def _sha256(path: str | None) -> str | None:
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest() if path is not None else None
    except OSError:
        return None
