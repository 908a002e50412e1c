"""From a finished reading to the record."""

from __future__ import annotations

from bulletin_nlp._version import __version__
from bulletin_nlp.extraction.confidence import with_confidence
from bulletin_nlp.extraction.reading import Reading
from bulletin_nlp.extraction.task_decider import decider_for
from bulletin_nlp.lexicon.loader import data_versions
from bulletin_nlp.record import Bulletin, Script, Source, Warning

__all__ = ["assemble"]


def _text_warnings(reading: Reading) -> list[Warning]:
    """Say what cleaning found: torn spans, kept readings, characters that could not be decoded."""
    found = [
        Warning(
            code="torn_text",
            message="characters were lost in this copy; nothing was extracted here",
            span=reading.span(start, end),
        )
        for start, end in reading.text.torn
    ]
    found.extend(
        Warning(
            code="annotation_kept",
            message="a bracketed reading was kept: it does not fit the page's pattern of damage",
            span=reading.span(start, end),
        )
        for start, end in reading.text.kept_annotations
    )
    lost = reading.text.source.count("\N{REPLACEMENT CHARACTER}")
    if lost:
        found.append(
            Warning(
                code="replacement_characters",
                message=f"{lost} characters could not be decoded; check the encoding",
            )
        )
    return found


def assemble(reading: Reading) -> Bulletin:
    """Return the record of a finished reading, its span invariant verified.

    Raises:
        ValueError: a component made a span that does not hold its words.
    """
    text, header, given = reading.text, reading.header, reading.given
    published, basis = given.published, given.published_basis
    if published is None:
        published, basis = header.published, header.published_basis or "text"
    bulletin = Bulletin(
        id=reading.bulletin_id,
        id_scheme=reading.id_scheme,
        extractor_version=__version__,
        data_versions=data_versions(),
        model_versions={"tasks": decider_for(reading.task_settings).model.version} if reading.tasks else {},
        source=Source(
            url=given.url,
            external_id=given.external_id,
            site_name=given.site_name or header.site_name,
            publisher=given.publisher or header.publisher,
            content_source=given.content_source or header.content_source,
            fetched_at=given.fetched_at,
            encoding=given.encoding,
            content_sha256=given.content_sha256,
            archive=given.archive,
            extra=dict(given.extra),
        ),
        title=given.title or header.title,
        subtitle=header.subtitle,
        document_number=header.document_number,
        index_number=header.index_number,
        published=published,
        published_basis=basis if published is not None else None,
        event_date=reading.event_date,
        script=Script(
            detected=text.script,
            pinyin_annotations=text.pinyin_annotations,
            torn_spans=len(text.torn),
        ),
        source_text=text.source,
        text=text.clean,
        officials=with_confidence("officials", reading.officials),
        organizations=tuple(reading.organizations),
        regions=with_confidence("regions", reading.regions),
        communities=with_confidence("communities", reading.communities),
        metrics=with_confidence("metrics", reading.metrics),
        deadlines=with_confidence("deadlines", reading.deadlines),
        tasks=with_confidence("tasks", reading.tasks),
        warnings=(*_text_warnings(reading), *reading.warnings),
    )
    bulletin.check()
    return bulletin
