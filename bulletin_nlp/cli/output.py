"""Records on standard output while a run goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bulletin_nlp.batch import Outcome, Settled
from bulletin_nlp.batch.outputs import Past
from bulletin_nlp.batch.work import Prepare
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

    prepare: Prepare | None = None
    anew: str | None = None

    def __init__(self, format: RecordFormat, *, single: bool) -> None:
        self._format = format
        self._single = single
        self._records = 0

    def past(self) -> Iterator[Past]:
        """Yield nothing: what was shown before is not on this screen."""
        return iter(())

    def begin(self, done: Past | None) -> None:
        """Begin."""

    def take(self, name: str, outcome: Outcome) -> None:
        """Show a record; failures are listed at the end, on standard error."""
        if outcome.line is None:
            return
        if self._format is RecordFormat.TABLE:
            if self._records:
                write_result("")
            result_console().print(record_view(Bulletin.model_validate_json(outcome.line)))
        elif self._format is RecordFormat.JSONL:
            write_result(outcome.line)
        else:
            laid_out = Bulletin.model_validate_json(outcome.line).to_json(indent=2)
            # Written as they come, so that a folder's records need not fit into memory.
            before = "" if self._single else "," if self._records else "[\n"
            write_result(before + laid_out)
        self._records += 1

    def flush(self) -> Settled:
        """Everything was shown at once."""
        return Settled()

    def close(self, counts: Mapping[str, int]) -> None:
        """Close the array."""
        if self._format is RecordFormat.JSON and not self._single:
            write_result("]" if self._records else "[]")

    def abandon(self) -> bool:
        """Leave what was shown."""
        return False
