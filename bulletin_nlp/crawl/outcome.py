"""What became of an address: a kind and, where the kind has several, a reason (``crawl_outcomes.toml``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from bulletin_nlp.errors import CODES
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["Again", "Outcome", "outcome_kinds"]

Again = Literal["no", "next_run", "later"]


def outcome_kinds() -> dict[str, dict[str, Any]]:
    """Return the kinds by id: their meaning, ``seen``, ``again``, ``stops`` and ``reasons``."""
    return {kind["id"]: kind for kind in read_lexicon("crawl_outcomes")["outcome"]}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an address, written ``kind`` or ``kind:reason``.

    Args:
        kind: an id of ``crawl_outcomes.toml``.
        reason: one of its reasons; of ``failed`` a code of :data:`bulletin_nlp.errors.CODES`.

    Raises:
        ValueError: there is no such kind or reason.
    """

    kind: str
    reason: str | None = None

    def __post_init__(self) -> None:
        kinds = outcome_kinds()
        if self.kind not in kinds:
            raise ValueError(f"no outcome is called {self.kind!r}")
        known = CODES if self.kind == "failed" else kinds[self.kind].get("reasons", {})
        if (self.reason is not None) != bool(known) or (self.reason is not None and self.reason not in known):
            raise ValueError(f"the outcome {self.kind} has no reason {self.reason!r}")

    def __str__(self) -> str:
        return self.kind if self.reason is None else f"{self.kind}:{self.reason}"

    @classmethod
    def read(cls, written: str) -> Outcome:
        """Read what :meth:`__str__` wrote.

        Raises:
            ValueError: it is no outcome.
        """
        kind, _, reason = written.partition(":")
        return cls(kind, reason or None)

    @property
    def seen(self) -> bool:
        """Whether the portal showed what is there; otherwise nobody could look."""
        return bool(outcome_kinds()[self.kind]["seen"])

    @property
    def again(self) -> Again:
        """When the address is asked for again: ``no``, ``next_run`` or ``later``."""
        again: Again = outcome_kinds()[self.kind]["again"]
        return again

    @property
    def stops(self) -> bool:
        """Whether the host is not asked for anything more in this run."""
        return bool(outcome_kinds()[self.kind]["stops"])

    @property
    def of_one_page(self) -> bool:
        """Whether it stops the host, and yet may hold for an article alone."""
        return self.reason in outcome_kinds()[self.kind].get("one_page", ())
