"""The library's two doors: :func:`extract` for one text, :func:`load` for a spaCy pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from bulletin_nlp.errors import BulletinError

if TYPE_CHECKING:
    from spacy.language import Language

    from bulletin_nlp.extraction.components import CharacterTokenizer
    from bulletin_nlp.extraction.reading import Given
    from bulletin_nlp.extraction.task_decider import TaskSettings
    from bulletin_nlp.record import Bulletin

__all__ = ["explain", "extract", "extract_given", "load", "read_published"]

# A megabyte of Chinese is a book; what is longer than this is no bulletin (spaCy counts code points).
_MAX_LENGTH = 50_000_000


def load(
    *,
    disable: Iterable[str] = (),
    task_model: str | Path | None = None,
    task_threshold: float | None = None,
    lexicon: str | Path | None = None,
) -> Language:
    """Return a spaCy pipeline that reads bulletins.

    ``nlp(text)`` gives a Doc whose ``doc._.bulletin`` is the record and whose
    ``doc.spans["bulletin/<kind>"]`` hold the mentions; ``nlp.pipe(texts)`` streams, and
    ``nlp.pipe(pairs, as_tuples=True)`` takes with each text a mapping of what is known of it
    (``published``, ``site_name``, …).

    Args:
        disable: kinds to leave out, such as ``["tasks"]``.
        task_model: file of a trained model that types tasks; None takes the package's.
        task_threshold: probability below which a passage is no task, in place of the model's own.
        lexicon: folder of a user's own vocabulary (docs/lexicon.md), which this whole process reads from then
            on; None leaves what is in use, at first what the environment variable ``BULLETIN_NLP_LEXICON``
            names.

    Raises:
        BulletinError: ``option_invalid`` for a kind that does not exist or a threshold that is none;
            ``lexicon_invalid`` for a vocabulary that cannot be used.
    """
    import spacy

    from bulletin_nlp.extraction.finders import FINDERS
    from bulletin_nlp.lexicon.user import active_lexicon, use_lexicon

    left_out = set(disable)
    unknown = left_out - FINDERS.keys()
    if unknown:
        raise BulletinError(
            "option_invalid",
            f"no component named {', '.join(sorted(unknown))}",
            f"use {', '.join(FINDERS)}",
        )
    if lexicon is not None:
        use_lexicon(lexicon)
    else:
        active_lexicon()  # one that cannot be used is told here, not at the first text
    nlp = spacy.blank(
        "zh", config={"nlp": {"tokenizer": {"@tokenizers": "bulletin_nlp.CharacterTokenizer.v1"}}}
    )
    cast("CharacterTokenizer", nlp.tokenizer).task_settings = _task_settings(task_model, task_threshold)
    nlp.max_length = _MAX_LENGTH
    for kind in FINDERS:
        if kind not in left_out:
            nlp.add_pipe(f"bulletin_{kind}")
    return nlp


def read_published(value: date | datetime | str | None) -> date | datetime | None:
    """Read a date of publication as callers give it.

    Args:
        value: a date, a datetime (without a zone it is Asia/Shanghai) or ISO text.

    Raises:
        BulletinError: ``option_invalid`` where the text is no ISO date.
    """
    from datetime import timedelta, timezone

    shanghai = timezone(timedelta(hours=8), "Asia/Shanghai")
    if isinstance(value, str):
        text = value.strip()
        try:
            value = date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
        except ValueError:
            raise BulletinError(
                "option_invalid", f"published {text!r} is not a date", "write it as 2025-02-14"
            ) from None
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=shanghai)
    return value


def _task_settings(model: str | Path | None, threshold: float | None) -> TaskSettings:
    from bulletin_nlp.extraction.task_decider import TaskSettings

    if threshold is not None and not 0 <= threshold <= 1:
        raise BulletinError(
            "option_invalid", f"task threshold {threshold} is no probability", "give one from 0 to 1"
        )
    return TaskSettings(None if model is None else Path(model), threshold)


def extract_given(
    text: str,
    given: Given,
    *,
    task_model: str | Path | None = None,
    task_threshold: float | None = None,
) -> Bulletin:
    """Return the record of a text, with what is known about it as one value.

    Args:
        text: the bulletin's text as received; HTML is the business of :mod:`bulletin_nlp.page`.
        given: what the caller knows.
        task_model: file of a trained model that types tasks; None takes the package's.
        task_threshold: probability below which a passage is no task, in place of the model's own.
    """
    from bulletin_nlp.extraction.assemble import assemble
    from bulletin_nlp.extraction.finders import finished_reading

    # The record needs no Doc, so none is built here: `load()` runs the same finders behind spaCy.
    return assemble(finished_reading(text, given, _task_settings(task_model, task_threshold)))


def extract(
    text: str,
    *,
    published: date | datetime | str | None = None,
    site_name: str | None = None,
    publisher: str | None = None,
    content_source: str | None = None,
    title: str | None = None,
    url: str | None = None,
    external_id: str | None = None,
    extra: Mapping[str, str] | None = None,
    task_model: str | Path | None = None,
    task_threshold: float | None = None,
) -> Bulletin:
    """Return the structured record of one bulletin.

    Args:
        text: the bulletin's text as received, Simplified or Traditional, clean or damaged.
        published: date of publication, which gives undated months and days their year.
        site_name: the portal that hosts the page; helps to resolve ambiguous places.
        publisher: the body that issued the bulletin.
        content_source: the source as printed on the page.
        title: the title, where it is known from outside the text.
        url: address of the page.
        external_id: the caller's own id.
        extra: further columns that travel with the record.
        task_model: file of a trained model that types tasks; None takes the package's.
        task_threshold: probability below which a passage is no task, in place of the model's own.

    Returns:
        The record. Every value in it points at the words it came from, in both texts.

    Raises:
        BulletinError: ``option_invalid`` for a ``published`` that is no date or a threshold that is no
            probability; ``resource_missing`` or ``model_invalid`` for a model that cannot be used;
            ``lexicon_invalid`` for a vocabulary that the environment names and that cannot be used.

    Example:
        >>> extract("2025年，全省计划开工改造1289个小区。").metrics[0].value
        1289
    """
    from bulletin_nlp.extraction.reading import Given

    return extract_given(
        text,
        Given(
            published=read_published(published),
            site_name=site_name,
            publisher=publisher,
            content_source=content_source,
            title=title,
            url=url,
            external_id=external_id,
            extra=dict(extra or {}),
        ),
        task_model=task_model,
        task_threshold=task_threshold,
    )


def explain(text: str, *, model: str | Path | None = None, most: int = 6) -> dict[str, Any]:
    """Tell which words of a measure spoke for and against each type of task.

    Args:
        text: one sentence or clause, Simplified or Traditional.
        model: file of a trained model; None takes the one of the package.
        most: how many words for and against each label.

    Returns:
        ``text`` as read, ``label`` (None where it is of no type), ``threshold``, and ``labels``: for each its
        ``probability``, and ``for`` and ``against``, lists of ``words`` with their ``weight`` in the score.

    Raises:
        BulletinError: ``resource_missing`` or ``model_invalid`` where the model cannot be used.
    """
    from bulletin_nlp.extraction.task_model import load_task_model
    from bulletin_nlp.text.clean import clean

    loaded = load_task_model(None if model is None else Path(model))
    words = clean(text).clean
    probabilities = loaded.probabilities(words)
    evidence = loaded.explain(words, most)
    return {
        "text": words,
        "label": loaded.choose(probabilities),
        "threshold": loaded.threshold,
        "labels": {
            label: {
                "probability": round(probability, 4),
                "for": [{"words": e.words, "weight": round(e.weight, 3)} for e in evidence[label][0]],
                "against": [{"words": e.words, "weight": round(e.weight, 3)} for e in evidence[label][1]],
            }
            for label, probability in probabilities.items()
        },
    }
