"""Finding what there is to read: a stream of inputs, of which nothing is kept."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from bulletin_nlp.batch.containers import count_documents, read_container
from bulletin_nlp.batch.document import DEFAULT_MAX_SIZE
from bulletin_nlp.batch.inputs import Failure, Input
from bulletin_nlp.batch.metadata import MetadataRow, MetadataTable
from bulletin_nlp.batch.named import Named, NamedFile, NamedFolder, container_format, key_of, named
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.extraction.reading import Given

__all__ = ["Inputs", "find_inputs"]

_STDIN = "-"


def find_inputs(
    paths: Iterable[str | Path],
    *,
    given: Given | None = None,
    table: MetadataTable | None = None,
    max_size: int = DEFAULT_MAX_SIZE,
) -> Inputs:
    """Prepare to find what there is to read.

    Args:
        paths: files, folders (read recursively, sorted), patterns such as ``pages/**/*.html``, containers
            (JSONL, Parquet, WARC) and ``"-"`` for standard input. What occurs twice is read once.
        given: what is known about every input.
        table: what is known about single ones; it has precedence.
        max_size: bytes; a larger line or record of a container is refused before it is read whole.

    Returns:
        The inputs, which can be gone through more than once.

    Raises:
        BulletinError: ``metadata_invalid`` where two rows of the table speak of one input.
    """
    return Inputs([str(path) for path in paths], given or Given(), table, max_size)


class Inputs:
    """A stream of inputs and of failures, for each path that leads to no input, in order.

    ``warnings`` grows while the stream is gone through: what the table says of unknown paths, what a
    container left out.
    """

    def __init__(
        self, paths: Sequence[str], given: Given, table: MetadataTable | None, max_size: int
    ) -> None:
        self.warnings: list[str] = []
        self._given = given
        self._max_size = max_size
        self._reads_stdin = _STDIN in paths
        # Standard input stands where it was named: each place is a named thing or None.
        self._places: list[Named | None] = []
        for path in paths:
            if path != _STDIN:
                self._places.append(named(path))
            elif None not in self._places:
                self._places.append(None)
        self._files: dict[str, int] = {}
        self._wide: list[tuple[int, Named]] = []
        for index, place in enumerate(self._places):
            if isinstance(place, NamedFile):
                self._files.setdefault(place.key, index)
            elif place is not None:
                self._wide.append((index, place))
        self._rows = self._match_rows(table) if table is not None else {}

    def __iter__(self) -> Iterator[Input | Failure]:
        for item in self._found():
            if isinstance(item, Failure):
                yield item
            elif item is None:
                yield Input(_STDIN, None, self._given)
            else:
                row = self._rows.get(self._key(item)) if self._rows else None
                given = self._given if row is None else row.over(self._given)
                format = container_format(item)
                if format is None or not item.is_file():
                    yield Input(str(item), item, given)
                else:
                    yield from read_container(item, format, given, self._max_size, self._warn)

    def count(self) -> int | None:
        """Return how many items the stream will have, or None where only reading all of it would tell."""
        total = 0
        for item in self._found():
            format = container_format(item) if isinstance(item, Path) else None
            held = count_documents(item, format) if isinstance(item, Path) and format else 1
            if held is None:
                return None
            total += held
        return total

    def _found(self) -> Iterator[Path | Failure | None]:
        """Yield files, failures, and None for standard input; a file that occurs twice once."""
        links: set[str] = set()
        for index, place in enumerate(self._places):
            if place is None:
                yield None
                continue
            parent, real_parent = None, ""
            for item in place.files():
                if isinstance(item, Path):
                    if item.parent != parent:
                        parent, real_parent = item.parent, os.path.realpath(item.parent)
                    key = os.path.normcase(os.path.join(real_parent, item.name))  # noqa: PTH118 (hot)
                    if item.name in ("", ".."):
                        key = os.path.realpath(item)
                    if self._was_read(key, index) or self._is_read_otherwise(item, links):
                        continue
                yield item

    def _was_read(self, key: str, index: int) -> bool:
        """Tell whether a file belongs to what was named before."""
        return self._files.get(key, index) < index or any(
            earlier < index and place.covers(key) for earlier, place in self._wide
        )

    def _is_read_otherwise(self, path: Path, links: set[str]) -> bool:
        """Tell whether a path is a link to a file that is read under its own name or another link's."""
        if not path.is_symlink():
            return False
        target = os.path.normcase(os.path.realpath(path))
        if self._is_read(target) or target in links:
            return True
        links.add(target)
        return False

    def _is_read(self, key: str) -> bool:
        return key in self._files or any(place.covers(key) for _, place in self._wide)

    def _key(self, path: Path) -> str:
        """Return what a metadata row finds a file by: a link's target where that is read, else itself."""
        real = os.path.normcase(os.path.realpath(path))
        return real if self._is_read(real) else key_of(path)

    def _match_rows(self, table: MetadataTable) -> dict[str, MetadataRow]:
        """Return what the table says by the file it speaks of, without looking for the files."""
        folders = [place.path for _, place in self._wide if isinstance(place, NamedFolder)]
        rows: dict[str, MetadataRow] = {}
        for row in table.rows:
            # A table's paths count from its own folder, as a rule; else from here or from a folder given.
            candidates = (root / row.path for root in chain([table.path.parent, Path()], folders))
            keys = (self._key(path) for path in candidates if path.exists() or path.is_symlink())
            key = next((key for key in keys if self._is_read(key)), None)
            if key is None:
                self._warn(f"{table.path} line {row.line}: no input is {row.path!r}; the row is not used")
            elif key in rows:
                raise BulletinError(
                    "metadata_invalid",
                    f"{table.path} line {row.line}: {row.path!r} was described in line {rows[key].line}",
                    "leave one row for each path",
                )
            else:
                rows[key] = row
        return rows

    def _warn(self, warning: str) -> None:
        # The stream may be gone through again.
        if warning not in self.warnings:
            self.warnings.append(warning)
