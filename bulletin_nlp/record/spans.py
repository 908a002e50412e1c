"""Spans and evidence: what ties a value to the words it came from."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Evidence", "Fact", "Frozen", "Span"]


class Frozen(BaseModel):
    """Base of every model of the record: immutable, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Frozen):
    """A stretch of both texts.

    Offsets count Unicode code points and ``end`` is exclusive. ``start``, ``end`` and ``text`` index
    ``Bulletin.text``; the ``source_`` fields index ``Bulletin.source_text``.
    """

    start: int = Field(ge=0)
    end: int = Field(gt=0)
    text: str
    source_start: int = Field(ge=0)
    source_end: int = Field(gt=0)
    source_text: str

    def __repr__(self) -> str:
        return f"{self.text!r}[{self.start}:{self.end}]"


class Evidence(Frozen):
    """Where an attribute was read, when that was not the fact's own clause.

    ``basis`` is ``clause`` (a neighbouring clause), ``heading``, ``document`` (the bulletin as a whole) or
    ``given`` (the caller); ``span`` the words, null for what the caller gave.
    """

    basis: Literal["clause", "heading", "document", "given"]
    span: Span | None = None


class Fact(Frozen):
    """What every fact has.

    ``fact_id`` follows from the bulletin's id, the kind, the evidence and its occurrence; ``span`` is the
    best mention and ``mentions`` all of them; ``confidence`` the calibrated probability that the fact is
    right as a whole, or null.
    """

    fact_id: str
    span: Span
    mentions: tuple[Span, ...] = ()
    confidence: float | None = Field(default=None, ge=0, le=1)
    evidence: dict[str, Evidence] = Field(default_factory=dict)
