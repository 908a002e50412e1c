"""Records on standard output while a run goes on."""

from __future__ import annotations

from collections.abc import Mapping

from bulletin_nlp.batch import Failure, Input
from bulletin_nlp.cli.messages import result_console, write_result
from bulletin_nlp.cli.options import RecordFormat
from bulletin_nlp.cli.view import record_view
from bulletin_nlp.record import Bulletin

__all__ = ["ShownRecords"]


class ShownRecords:
    """The sink that shows records.

    Args:
        format: how.
        single: whether JSON is one object rather than an array.
    """

    def __init__(self, format: RecordFormat, *, single: bool) -> None:
        self._format = format
        self._single = single
        self._records = 0

    def record(self, record: Bulletin, input: Input) -> str | None:
        if self._format is RecordFormat.TABLE:
            if self._records:
                write_result("")
            result_console().print(record_view(record))
        elif self._format is RecordFormat.JSONL:
            write_result(record.to_json())
        elif self._single:
            write_result(record.to_json(indent=2))
        else:
            # Written as they come, so that a folder's records need not fit into memory.
            write_result(("," if self._records else "[\n") + record.to_json(indent=2))
        self._records += 1
        return None

    def failure(self, failure: Failure) -> None:
        """Failures are listed at the end, on standard error."""

    def close(self, counts: Mapping[str, int]) -> None:
        if self._format is RecordFormat.JSON and not self._single:
            write_result("]" if self._records else "[]")

    def abandon(self) -> str | None:
        return None
