"""From the source text to Simplified text without damage and furniture, with the way back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.text.alignment import Alignment, Edit, apply_edits
from bulletin_nlp.text.annotations import find_annotations
from bulletin_nlp.text.damage import comma_edits, damage_edits
from bulletin_nlp.text.furniture import FoundFurniture, KnownKinds, find_furniture
from bulletin_nlp.text.model import FurnitureLine, Text
from bulletin_nlp.text.script import Script, detect_script, to_simplified
from bulletin_nlp.text.torn import find_torn

__all__ = ["clean"]

# Cleaning is repeated until nothing changes, so that the clean text of a clean text is the text itself; what
# one round lays bare (an entity of an entity) the next one takes. No text seen needed more than three.
_ROUNDS = 12

_FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_HALF_WIDTH = {
    code: code - 0xFEE0
    for first, last in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ"))
    for code in range(ord(first), ord(last) + 1)
}


def clean(source: str, *, extra_furniture: Iterable[str] = ()) -> Text:
    """Clean a bulletin's text.

    Taken out are invisible characters, literal entities and tags, readings that a copy engine put in, lines
    of page furniture and doubled commas; Traditional becomes Simplified, full-width digits and Latin letters
    become half-width. All else stays, spaces and line breaks included. Cleaning a clean text changes nothing.

    Args:
        source: the characters as received, of any length.
        extra_furniture: regular expressions for further whole lines of furniture, over Simplified text.

    Raises:
        BulletinError: ``option_invalid`` where an expression of ``extra_furniture`` is none.
    """
    extra = _compile(extra_furniture)
    work = _Work(source, Alignment.identity(len(source)))
    script = detect_script(source)
    for number in range(_ROUNDS):
        before = work.text
        _round(work, script if number == 0 else None, extra)
        if work.text == before:
            break
    torn = find_torn(work.text, annotated=work.annotations > 0)
    return Text(
        source=source,
        clean=work.text,
        alignment=work.alignment,
        script=script,
        pinyin_annotations=work.annotations,
        torn=torn,
        kept_annotations=tuple(work.kept),
        furniture=tuple(sorted(work.furniture, key=lambda line: line.start)),
    )


@dataclass(slots=True)
class _Work:
    """The text while it is cleaned."""

    text: str
    alignment: Alignment
    annotations: int = 0
    kept: list[tuple[int, int]] = field(default_factory=list)
    kinds: KnownKinds = field(default_factory=dict)  # most lines are the same in every round
    furniture: list[FurnitureLine] = field(default_factory=list)

    def make(self, edits: Iterable[Edit]) -> None:
        """Make the edits of one step, and carry along the spans that were found."""
        edits = tuple(edits)
        if not edits:
            return
        if self.kept:
            step = Alignment.identity(len(self.text)).then(edits)
            self.kept = [span for start, end in self.kept if (span := step.to_clean(start, end))]
        self.alignment = self.alignment.then(edits)
        self.text = apply_edits(self.text, edits)


def _round(work: _Work, script: Script | None, extra: list[re.Pattern[str]]) -> None:
    mended = damage_edits(work.text)
    work.make(mended)
    if mended or script is None:
        script = detect_script(work.text)
    annotations = find_annotations(work.text, script)
    if annotations.kept and not work.kept:
        work.kept = list(annotations.kept)
    work.annotations += annotations.count
    work.make(annotations.edits)
    work.text = to_simplified(work.text, script)
    if _FULL_WIDTH.search(work.text):
        work.text = work.text.translate(_HALF_WIDTH)
    found = find_furniture(work.text, extra, work.kinds)
    for item in found:
        start, end = work.alignment.to_source(item.start, item.end)
        work.furniture.append(
            FurnitureLine(item.kind, start, end, work.text[item.start : item.end], item.value)
        )
    removed = _whole_lines(work.text, found)
    commas = comma_edits(work.text)
    if removed and commas:
        commas = [c for c in commas if not any(r.start < c.end and c.start < r.end for r in removed)]
    work.make(sorted((*removed, *commas), key=lambda edit: edit.start))


def _whole_lines(text: str, found: list[FoundFurniture]) -> list[Edit]:
    """Return the removal of furniture with its line breaks.

    A line goes with its break; blank lines that would be left at either end of the text go, too.
    """
    spans: list[list[int]] = []
    for item in found:
        start, end = item.start, item.end
        line_start = text.rfind("\n", 0, start) + 1
        line_end = text.find("\n", end)
        line_end = len(text) if line_end < 0 else line_end
        if not text[line_start:start].strip() and not text[end:line_end].strip():
            start, end = line_start, min(line_end + 1, len(text))
        if spans and start <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], end)
        else:
            spans.append([start, end])
    if spans and not text[: spans[0][0]].strip():
        first = spans[0]
        while len(spans) > 1 and not text[first[1] : spans[1][0]].strip():
            first[1] = spans.pop(1)[1]
        body = len(text) - len(text[first[1] :].lstrip())
        first[0], first[1] = 0, max(first[1], text.rfind("\n", first[1], body) + 1)
    if spans and not text[spans[-1][1] :].strip():
        last = spans[-1]
        while len(spans) > 1 and not text[spans[-2][1] : last[0]].strip():
            last[0] = spans.pop(-2)[0]
        last[0], last[1] = len(text[: last[0]].rstrip()), len(text)
    return [Edit(start, end) for start, end in spans if start < end]


def _compile(patterns: Iterable[str]) -> list[re.Pattern[str]]:
    compiled = []
    for pattern in patterns:
        try:
            compiled.append(re.compile(pattern))
        except re.error as error:
            raise BulletinError(
                "option_invalid", f"furniture pattern {pattern!r}: {error}", "mend the expression"
            ) from error
    return compiled
