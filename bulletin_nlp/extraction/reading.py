"""One bulletin while it is read: what the components are given and what they add."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from bulletin_nlp.extraction.layout import Layout
from bulletin_nlp.extraction.task_decider import TaskSettings
from bulletin_nlp.record import (
    ArchiveRef,
    Community,
    Deadline,
    Metric,
    Official,
    Organization,
    Region,
    Span,
    Task,
    Warning,
)
from bulletin_nlp.record.spans import verified_span
from bulletin_nlp.text.header import Header
from bulletin_nlp.text.identity import ID_SCHEME, content_id
from bulletin_nlp.text.model import Text

if TYPE_CHECKING:
    from bulletin_nlp.extraction.dates import DateExpression
    from bulletin_nlp.extraction.quantities import Quantity
    from bulletin_nlp.lexicon.divisions import Division

__all__ = ["Anchor", "Given", "OrganizationMention", "Reading", "RegionMention"]


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller knows about a bulletin; everything is optional."""

    published: date | datetime | None = None
    published_basis: Literal["given", "list", "meta", "label", "url", "text"] = "given"
    site_name: str | None = None
    publisher: str | None = None
    content_source: str | None = None
    title: str | None = None
    url: str | None = None
    external_id: str | None = None
    fetched_at: datetime | None = None
    encoding: str | None = None
    content_sha256: str | None = None
    archive: ArchiveRef | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The day or year that undated expressions are read against.

    ``day`` is null where only the year is known; ``inferred`` true where the year was taken from the text
    and not from a date of publication.
    """

    year: int
    day: date | None
    inferred: bool


@dataclass(slots=True)
class RegionMention:
    """A place name in the text.

    ``division`` is null while ambiguous (then ``candidates`` holds more than one); ``implied`` true for
    省, 全市, 我区; ``inside`` says whether the mention stands inside an organisation's name.
    """

    start: int
    end: int
    division: Division | None
    candidates: tuple[Division, ...] = ()
    implied: bool = False
    inside: bool = False


@dataclass(slots=True)
class OrganizationMention:
    """A body named in the text; ``name`` in full where the place is known, ``short`` without any place."""

    start: int
    end: int
    name: str
    as_written: str
    division: Division | None = None


@dataclass
class Reading:
    """One bulletin while it is read.

    A component reads what earlier ones left here and adds its own; nothing is taken back. All offsets
    index ``text.clean``.
    """

    text: Text
    header: Header
    given: Given = field(default_factory=Given)
    task_settings: TaskSettings = field(default_factory=TaskSettings)

    # what the components add, in pipeline order
    region_mentions: list[RegionMention] = field(default_factory=list)
    governing: Division | None = None
    #: what ``place_of`` reads, sorted: start, end and code of each place that can govern a number or a
    #: deadline (全国 is 100000, an ambiguous name None)
    places: list[tuple[int, int, str | None]] = field(default_factory=list)
    #: the code that holds where nothing nearer does, and the span that says so
    default_place: tuple[str | None, tuple[int, int] | None] = (None, None)
    #: the stretches below headings that are a place and no more: start, end, code and span of the heading
    headed_places: list[tuple[int, int, str | None, tuple[int, int]]] = field(default_factory=list)
    organization_mentions: list[OrganizationMention] = field(default_factory=list)
    dates: list[DateExpression] = field(default_factory=list)
    anchor: Anchor | None = None
    quantities: list[Quantity] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    organizations: list[Organization] = field(default_factory=list)
    officials: list[Official] = field(default_factory=list)
    communities: list[Community] = field(default_factory=list)
    metrics: list[Metric] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)
    event_date: date | None = None

    _occurrences: dict[tuple[str, str], int] = field(default_factory=dict)
    # A mention, a fact and its evidence often rest on the same words.
    _spans: dict[tuple[int, int], Span] = field(default_factory=dict)

    @property
    def clean(self) -> str:
        """The clean text."""
        return self.text.clean

    @cached_property
    def layout(self) -> Layout:
        """Lines, sentences and clauses of the clean text."""
        return Layout(self.text.clean)

    @cached_property
    def bulletin_id(self) -> str:
        """Content id of the bulletin (scheme :data:`ID_SCHEME`)."""
        return content_id(self.text.clean)

    @property
    def id_scheme(self) -> str:
        """Scheme of :attr:`bulletin_id`."""
        return ID_SCHEME

    @cached_property
    def masked(self) -> list[tuple[int, int]]:
        """Spans from which no fact may be read: torn text and inline header labels, sorted."""
        return sorted([*self.text.torn, *self.header.masked])

    def is_masked(self, start: int, end: int) -> bool:
        """Tell whether a span touches one from which nothing may be read."""
        masked = self.masked
        if not masked:
            return False
        index = bisect_right(masked, (end,)) - 1
        return index >= 0 and masked[index][1] > start

    def span(self, start: int, end: int) -> Span:
        """Return the record's span for a stretch of the clean text."""
        known = self._spans.get((start, end))
        if known is not None:
            return known
        text = self.text
        source_start, source_end = text.alignment.to_source(start, end)
        span = verified_span(
            start, end, text.clean[start:end], source_start, source_end, text.source[source_start:source_end]
        )
        self._spans[start, end] = span
        return span

    def fact_id(self, kind: str, evidence: str) -> str:
        """Return the next id for a fact of this kind resting on this evidence.

        Args:
            kind: singular name of the kind, such as ``"metric"``.
            evidence: the words that the fact rests on (for a metric its number and clause).
        """
        key = (kind, evidence)
        occurrence = self._occurrences.get(key, 0)
        self._occurrences[key] = occurrence + 1
        digest = hashlib.sha256(f"{self.bulletin_id}\0{kind}\0{evidence}\0{occurrence}".encode()).hexdigest()
        return f"{kind}-{digest[:16]}"

    def warn(self, code: str, message: str, start: int | None = None, end: int | None = None) -> None:
        """Add a warning, with the span it is about where there is one."""
        span = self.span(start, end) if start is not None and end is not None else None
        self.warnings.append(Warning(code=code, message=message, span=span))
