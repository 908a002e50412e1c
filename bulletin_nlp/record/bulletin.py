"""The record: what an extraction returns."""

from __future__ import annotations

import html
from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from bulletin_nlp.record.facts import Community, Deadline, Metric, Official, Organization, Region, Task
from bulletin_nlp.record.spans import Fact, Frozen, Span
from bulletin_nlp.record.warnings import Warning

__all__ = ["FACT_KINDS", "SCHEMA_VERSION", "ArchiveRef", "Bulletin", "Script", "Source"]

#: Version of the record's schema; names are final for 1.x.
SCHEMA_VERSION = "1.0"

#: The fields of a bulletin that hold facts, in the order in which they are read.
FACT_KINDS = ("officials", "organizations", "regions", "communities", "metrics", "deadlines", "tasks")

PublishedBasis = Literal["given", "list", "meta", "label", "url", "text"]


class ArchiveRef(Frozen):
    """Where the raw response is archived."""

    file: str
    record_id: str


class Source(Frozen):
    """Where the bulletin came from; ``site_name`` hosts the page, ``publisher`` issued the text."""

    url: str | None = None
    external_id: str | None = None
    site_name: str | None = None
    publisher: str | None = None
    content_source: str | None = None
    fetched_at: datetime | None = None
    encoding: str | None = None
    content_sha256: str | None = None
    archive: ArchiveRef | None = None
    extra: dict[str, str] = Field(default_factory=dict)


class Script(Frozen):
    """The script of the source and the damage found in it."""

    detected: Literal["Hant", "Hans", "mixed"]
    pinyin_annotations: int = 0
    torn_spans: int = 0


class Bulletin(Frozen):
    """A bulletin and every fact found in it, each with the words it came from.

    ``text[span.start:span.end] == span.text`` and ``source_text[span.source_start:span.source_end] ==
    span.source_text`` hold for every span in the record; :meth:`check` verifies it.
    """

    id: str
    id_scheme: str
    schema_version: str = SCHEMA_VERSION
    extractor_version: str
    model_versions: dict[str, str] = Field(default_factory=dict)
    data_versions: dict[str, str] = Field(default_factory=dict)
    source: Source
    title: str | None = None
    subtitle: str | None = None
    document_number: str | None = None
    index_number: str | None = None
    published: datetime | date | None = None
    published_basis: PublishedBasis | None = None
    event_date: date | None = None
    script: Script
    source_text: str
    text: str
    officials: tuple[Official, ...] = ()
    organizations: tuple[Organization, ...] = ()
    regions: tuple[Region, ...] = ()
    communities: tuple[Community, ...] = ()
    metrics: tuple[Metric, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    tasks: tuple[Task, ...] = ()
    warnings: tuple[Warning, ...] = ()

    def facts(self) -> list[tuple[str, Fact]]:
        """Return every fact with its kind (a name of :data:`FACT_KINDS`), in reading order of kinds."""
        return [(kind, fact) for kind in FACT_KINDS for fact in getattr(self, kind)]

    def spans(self) -> list[Span]:
        """Return every span that the record holds, evidence and measures included."""
        found: list[Span] = []
        for kind in FACT_KINDS:
            for fact in getattr(self, kind):
                found.append(fact.span)
                found += fact.mentions
                if fact.evidence:
                    found += [e.span for e in fact.evidence.values() if e.span is not None]
                if kind == "metrics":
                    found.append(fact.context_span)
                elif kind == "tasks":
                    found += [measure.span for measure in fact.measures]
        found.extend(w.span for w in self.warnings if w.span is not None)
        return found

    def check(self) -> None:
        """Verify the span invariant on both texts.

        Raises:
            ValueError: a span does not hold the words it names.
        """
        text, source = self.text, self.source_text
        # a fact, its mentions and its evidence often share a span
        for span in {id(span): span for span in self.spans()}.values():
            if text[span.start : span.end] != span.text:
                raise ValueError(f"span {span!r} of bulletin {self.id} does not match the text")
            if source[span.source_start : span.source_end] != span.source_text:
                raise ValueError(f"span {span!r} of bulletin {self.id} does not match the source text")

    def to_dict(self) -> dict[str, Any]:
        """Return the wire form as plain Python values (``model_dump(mode="json")``)."""
        return self.model_dump(mode="json")

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the wire form as JSON text.

        Args:
            indent: spaces of indentation; None for one line.
        """
        return self.model_dump_json(indent=indent)

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(getattr(self, kind))} {kind}" for kind in FACT_KINDS if getattr(self, kind))
        title = self.title or self.text[:24].replace("\n", " ")
        return f"<Bulletin {self.id} {title!r}: {counts or 'no facts'}>"

    def _repr_html_(self) -> str:
        """Show the record in a notebook: one table row a fact, with its words."""
        rows = "".join(
            f"<tr><td>{kind}</td><td>{html.escape(_summary(fact))}</td>"
            f"<td><q>{html.escape(fact.span.text)}</q></td></tr>"
            for kind, fact in self.facts()
        )
        title = html.escape(self.title or self.id)
        return (
            f"<h4>{title}</h4><table><thead><tr><th>kind</th><th>value</th><th>words</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )


def _summary(fact: Fact) -> str:
    """Return one line that says what a fact states."""
    match fact:
        case Official():
            posts = "; ".join(f"{p.organization or '?'} {p.title}" for p in fact.positions)
            return f"{fact.name}: {posts} [{', '.join(fact.roles)}]"
        case Metric():
            top = f"–{fact.value_max}" if fact.value_max is not None else ""
            return (
                f"{fact.indicator} = {fact.value}{top} {fact.unit} ({fact.status or 'stock'}, {fact.region})"
            )
        case Deadline():
            return f"{fact.due or '?'}: {fact.obligation or ''}"
        case Task():
            return f"{fact.task_type}: {fact.heading or ''}"
        case Region():
            return f"{fact.name} {fact.code or '?'}"
        case Organization() | Community():
            return fact.name
    return fact.span.text
