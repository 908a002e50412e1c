"""The spaCy side: a tokenizer of characters and one component a kind of fact.

In a pipeline of :func:`bulletin_nlp.load` the tokenizer cleans the text and every character is a token, so
that every span of characters is a span of the Doc. In a pipeline with another tokenizer the components work
as well: they read ``doc.text`` and write spans widened to that tokenizer's borders. They write only
``doc.spans["bulletin/<kind>"]`` and ``doc._.bulletin``, never ``doc.ents``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import registry
from spacy.vocab import Vocab

from bulletin_nlp.extraction.assemble import assemble
from bulletin_nlp.extraction.finders import FINDERS, begin_reading
from bulletin_nlp.extraction.reading import Given, Reading
from bulletin_nlp.extraction.task_decider import TaskSettings
from bulletin_nlp.record import Bulletin
from bulletin_nlp.text.header import read_header

__all__ = ["CharacterTokenizer", "doc_of", "reading_of"]

_READING = "bulletin_nlp.reading"
_RECORD = "bulletin_nlp.record"
# Set where every token of the Doc is a character of the clean text.
_BY_CHARACTER = "bulletin_nlp.by_character"


def doc_of(vocab: Vocab, source: str, given: Given, task_settings: TaskSettings | None = None) -> Doc:
    """Return a Doc of the clean text's characters that carries its reading.

    Args:
        vocab: the pipeline's vocabulary.
        source: the bulletin's text as received.
        given: what the caller knows about it.
        task_settings: how tasks are typed; None takes the package's model.
    """
    reading = begin_reading(source, given, task_settings)
    characters = reading.clean
    doc = Doc(vocab, words=list(characters), spaces=[False] * len(characters))
    doc.user_data[_READING] = reading
    doc.user_data[_BY_CHARACTER] = True
    return doc


class CharacterTokenizer:
    """A tokenizer that cleans the text and makes a token of every character, spaces included.

    ``task_settings`` says how the pipeline's tasks are typed.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        self.task_settings: TaskSettings | None = None

    def __call__(self, source: str) -> Doc:
        """Return the Doc of a bulletin's text as received."""
        return doc_of(self.vocab, source, Given(), self.task_settings)

    def to_bytes(self, **_: Any) -> bytes:
        """Return the tokenizer's state: it has none."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> CharacterTokenizer:
        """Restore nothing."""
        return self

    def to_disk(self, _path: Any, **_: Any) -> None:
        """Write nothing."""

    def from_disk(self, _path: Any, **_: Any) -> CharacterTokenizer:
        """Read nothing."""
        return self


@registry.tokenizers("bulletin_nlp.CharacterTokenizer.v1")  # type: ignore[untyped-decorator]
def create_tokenizer() -> Callable[[Language], CharacterTokenizer]:
    """Return the factory that a spaCy config names."""
    return lambda nlp: CharacterTokenizer(nlp.vocab)


def _given_in(context: object) -> Given | None:
    """Read the context of ``nlp.pipe(..., as_tuples=True)``: a ``Given`` or a mapping of its fields."""
    if isinstance(context, Given):
        return context
    if isinstance(context, Mapping):
        known = {k: v for k, v in context.items() if k in Given.__dataclass_fields__}
        return Given(**known) if known else None
    return None


def reading_of(doc: Doc) -> Reading:
    """Return the reading of a Doc, made from its text where another tokenizer made the Doc."""
    reading: Reading | None = doc.user_data.get(_READING)
    if reading is None:
        reading = begin_reading(doc.text, Given())
        doc.user_data[_READING] = reading
    given = _given_in(getattr(doc, "_context", None))
    if given is not None and reading.given is not given and not reading.region_mentions:
        reading.given = given
        reading.header = read_header(reading.text, title=given.title)
    return reading


def _spans(doc: Doc, reading: Reading, kind: str) -> list[Span]:
    """Return the Doc's spans for the facts of a kind, one a mention."""
    found: list[Span] = []
    by_character = _BY_CHARACTER in doc.user_data
    for fact in getattr(reading, kind):
        for mention in fact.mentions or (fact.span,):
            label = getattr(fact, "indicator", None) or getattr(fact, "task_type", None) or kind
            if by_character:
                span: Span | None = Span(doc, mention.start, mention.end, label=label)
            else:
                span = doc.char_span(
                    mention.source_start, mention.source_end, label=label, alignment_mode="expand"
                )
            if span is not None:
                found.append(span)
    return found


class FactFinder:
    """A pipeline component: finds the facts of one kind and writes them as ``doc.spans``."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __call__(self, doc: Doc) -> Doc:
        """Find the facts and return the Doc."""
        reading = reading_of(doc)
        FINDERS[self.kind](reading)
        doc.user_data.pop(_RECORD, None)
        doc.spans[f"bulletin/{self.kind}"] = _spans(doc, reading, self.kind)
        return doc


def _factory(kind: str) -> Callable[..., FactFinder]:
    def create(nlp: Language, name: str) -> FactFinder:
        return FactFinder(kind)

    Language.factory(f"bulletin_{kind}", assigns=["doc.spans", "doc._.bulletin"], func=create)
    return create


regions = _factory("regions")
organizations = _factory("organizations")
officials = _factory("officials")
communities = _factory("communities")
metrics = _factory("metrics")
deadlines = _factory("deadlines")
tasks = _factory("tasks")


def _record(doc: Doc) -> Bulletin:
    """Return the Doc's record, assembled once."""
    record: Bulletin | None = doc.user_data.get(_RECORD)
    if record is None:
        record = assemble(reading_of(doc))
        doc.user_data[_RECORD] = record
    return record


if not Doc.has_extension("bulletin"):
    Doc.set_extension("bulletin", getter=_record)
