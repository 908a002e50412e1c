"""Spans and evidence: what ties a value to the words it came from."""

from __future__ import annotations

from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Basis", "Evidence", "Fact", "Frozen", "Span", "stated_evidence", "verified_span", "with_share"]

_set_attribute = object.__setattr__
M = TypeVar("M", bound=BaseModel)
F = TypeVar("F", bound="Fact")


#: Where an attribute was read: a neighbouring clause, a heading, the bulletin as a whole, the caller.
Basis = Literal["clause", "heading", "document", "given"]


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


def _made(model: type[M], values: dict[str, object], fields_set: set[str]) -> M:
    """Return a model with values that need no validation, in a third of ``model_construct``'s time."""
    made = model.__new__(model)
    _set_attribute(made, "__dict__", values)
    _set_attribute(made, "__pydantic_fields_set__", fields_set)
    _set_attribute(made, "__pydantic_extra__", None)
    _set_attribute(made, "__pydantic_private__", None)
    return made


def verified_span(
    start: int, end: int, text: str, source_start: int, source_end: int, source_text: str
) -> Span:
    """Return a span whose values are known to be right, without the time of their validation.

    A record holds dozens of spans. This is for an extraction's own, whose offsets the alignment checks and
    whose words :meth:`Bulletin.check` compares; it equals the span that ``Span(...)`` returns.

    Args:
        start, end, text: the stretch in the clean text.
        source_start, source_end, source_text: the stretch in the source text.
    """
    values: dict[str, object] = {
        "start": start,
        "end": end,
        "text": text,
        "source_start": source_start,
        "source_end": source_end,
        "source_text": source_text,
    }
    return _made(Span, values, set(values))


class Evidence(Frozen):
    """Where an attribute was read, when that was not the fact's own clause.

    ``basis`` is ``clause`` (a neighbouring clause), ``heading``, ``document`` (the bulletin as a whole) or
    ``given`` (the caller); ``span`` the words, null for what the caller gave.
    """

    basis: Basis
    span: Span | None = None


def stated_evidence(basis: Basis, span: Span | None) -> Evidence:
    """Return evidence whose values are known to be right, without the time of their validation.

    Args:
        basis: where the attribute was read.
        span: the words, a span of the same record.
    """
    return _made(Evidence, {"basis": basis, "span": span}, {"basis", "span"})


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


def with_share(fact: F, share: float) -> F:
    """Return a fact with a confidence, its other values as they are and not validated again.

    Args:
        fact: the fact, which stays as it is.
        share: a probability, 0 to 1.
    """
    return _made(type(fact), {**fact.__dict__, "confidence": share}, fact.model_fields_set | {"confidence"})
