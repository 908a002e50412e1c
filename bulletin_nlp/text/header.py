"""What a bulletin says about itself: title, date, publisher, document number, bylines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from bulletin_nlp.text.header_bylines import find_bylines
from bulletin_nlp.text.header_furniture import find_inline_furniture, site_in_breadcrumb
from bulletin_nlp.text.header_labels import Label, find_labels, match_document_number
from bulletin_nlp.text.header_title import body_start, find_title, is_body_name, lines
from bulletin_nlp.text.model import FurnitureLine, Text
from bulletin_nlp.text.printed_date import match_date, search_dates
from bulletin_nlp.text.script import to_simplified

__all__ = ["Header", "read_header"]

#: How far into the body's first line labels may stand (copies run headline and body together).
INLINE_CHARACTERS = 200
#: How far from the end a source, an editor or a bare date of signature may stand.
TAIL_CHARACTERS = 300
#: A line between two lines of labels is a label's value if it is no longer.
GAP_CHARACTERS = 40

_INLINE_LABELS = frozenset(
    ("published", "time", "updated", "document_date", "document_number", "index_number")
) | frozenset(("publisher", "content_source", "counter", "fonts"))
_TAIL_LABELS = frozenset(("published", "content_source", "counter", "fonts", "tags", "original_title"))
_NEIGHBOUR_KINDS = frozenset(("neighbours", "related"))
#: A line of the headline block that may hold a date between names.
LINE_CHARACTERS = 80
_SENTENCE = re.compile("[。！？；，,]")
_BOUNDARY = frozenset(" \t\u3000\xa0|｜")
_BARE_DATE = re.compile(r"[\[（(]?[ \u3000]*")
_AFTER_BARE_DATE = re.compile(r"[ \u3000\]）)|｜]*")
# 第21号 and 2025年第8号 count only under the order or announcement that they number.
_HAN_FIRST = re.compile("(?!第)[\u4e00-\u9fff]")
_DAY_AT_LINE_END = re.compile("日[ \t\r\u3000]{0,8}$", re.MULTILINE)
_PLACE_FOLLOWS = re.compile(r"[\s\S]{0,40}?地[ \u3000]{0,4}点[:：]")

Span = tuple[int, int]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Header:
    """Facts about the bulletin itself.

    ``title_span``, ``masked`` and ``bylines`` index the clean text: ``masked`` are labels and values that
    stand inside body lines (时间:2021-08-24 21:15) or lines of letterhead, from which no fact about the
    world may be read; ``bylines`` the spans of names of reporters, editors, contacts.
    """

    title: str | None = None
    subtitle: str | None = None
    title_span: tuple[int, int] | None = None
    published: date | datetime | None = None
    published_basis: Literal["label", "text"] | None = None
    document_number: str | None = None
    index_number: str | None = None
    site_name: str | None = None
    publisher: str | None = None
    content_source: str | None = None
    masked: tuple[tuple[int, int], ...] = ()
    bylines: tuple[tuple[int, int], ...] = ()


def read_header(text: Text, *, title: str | None = None) -> Header:
    """Read what a bulletin says about itself, from its furniture lines, its headline block and its end.

    The date is, first come first served: a label 发布时间, a bare date or a label 时间 in the headline block,
    更新时间, and as the document's own date (basis ``text``) 成文日期 or the signature's. The day of an event
    or of a page's generation is never one, and no year is guessed.

    Args:
        text: the cleaned text.
        title: the title, where the caller knows it.
    """
    clean = text.clean
    block = body_start(clean)
    labels = _labels(clean, block)
    furniture = find_inline_furniture(clean, block)
    printed = _bare_date(clean, block)
    number = _document_number_line(clean, block)
    signature = _signature(clean, block)

    blocks, below = _furniture_blocks(text)
    known = [label for words in blocks for label in find_labels(words)]
    known = [label for label in known if label.value is not None] + labels
    aside = [(label.start, label.end) for label in labels] + furniture.spans
    aside += [found.span for found in (printed, number) if found]
    if below:
        aside += [(start, end) for start, end in lines(clean, 0, block) if clean[start:end] in below]
    aside.sort()
    head = find_title(clean, block, aside, title)
    masked = aside + furniture.later
    if signature:
        masked.append(signature.span)
    if head:
        masked += head.doubled

    bare = [printed] if printed else []
    bare += [found for line in text.furniture if (found := _furniture_date(line))]
    published, basis = _published(known, bare, signature)
    return Header(
        title=head.title if head else None,
        subtitle=head.subtitle if head else None,
        title_span=head.span if head and head.span[1] else None,
        published=published,
        published_basis=basis,
        document_number=_first(known, "document_number") or (number.value if number else None),
        index_number=_first(known, "index_number"),
        site_name=_site_name(text.furniture) or furniture.site_name,
        publisher=_first(known, "publisher") or _issuer(signature, head.issuer if head else None),
        content_source=_first(known, "content_source"),
        masked=_merge(clean, masked),
        bylines=find_bylines(clean),
    )


@dataclass(frozen=True, slots=True)
class _Found(Generic[Value]):
    value: Value
    span: Span
    issuer: str | None = None


def _labels(clean: str, block: int) -> list[Label]:
    """Return the labels of the headline block and of the text's end that can be believed."""
    body_line = next(lines(clean, block), (block, block))
    inline_end = min(body_line[1], block + INLINE_CHARACTERS)
    found = []
    for label in find_labels(clean, 0, inline_end):
        inside = label.start >= block
        if inside and (label.id not in _INLINE_LABELS or label.value is None):
            continue
        if label.weak and (label.value is None or _PLACE_FOLLOWS.match(clean, label.end)):
            continue
        if inside and label.weak and not isinstance(label.value, datetime):
            continue
        found.append(label)
    tail = max(inline_end, len(clean) - TAIL_CHARACTERS)
    found += [
        label for label in find_labels(clean, tail) if label.id in _TAIL_LABELS and label.value is not None
    ]
    return found


def _furniture_blocks(text: Text) -> tuple[list[str], set[str]]:
    """Return the furniture that may hold labels, a label and the value on the line below it as one text.

    Lists of labels (索引号: / 610728/2024-001 / 来源: …) print each value on the line after its label; the
    second part of the result are those lines, which cleaning left in the text.
    """
    blocks: list[str] = []
    below: set[str] = set()
    end: int | None = None
    for line in text.furniture:
        if line.kind in _NEIGHBOUR_KINDS:
            continue
        gap = text.source[end : line.start].strip() if end is not None and line.start >= end else None
        if line.kind == "label" and gap is not None and len(gap) <= GAP_CHARACTERS and "\n" not in gap:
            if gap and blocks[-1].rstrip().endswith((":", "：")):
                gap = to_simplified(gap, text.script)
                below.add(gap)
                blocks[-1] += "\n" + gap
            blocks[-1] += "\n" + line.text
        else:
            blocks.append(line.text)
        end = line.end if line.kind == "label" else None
    return blocks, below


def _furniture_date(line: FurnitureLine) -> _Found[date | datetime] | None:
    return None if line.kind in _NEIGHBOUR_KINDS else _bare_date(line.text, len(line.text))


def _published(
    labels: Sequence[Label], bare: Sequence[_Found[date | datetime]], signature: _Found[date] | None
) -> tuple[date | datetime | None, Literal["label", "text"] | None]:
    dated = [(label.rank, label.value) for label in labels if label.field == "published"]
    dated += [(2, found.value) for found in bare]
    dated.sort(key=lambda pair: pair[0])
    for _, value in dated:
        if isinstance(value, date):
            return value, "label"
    for label in labels:
        if label.field == "document_date" and isinstance(label.value, date):
            return label.value, "text"
    return (signature.value, "text") if signature else (None, None)


def _bare_date(text: str, block: int) -> _Found[date | datetime] | None:
    """Return a date that stands alone on a line of the headline block, or before its labels."""
    for start, end in lines(text, 0, block):
        lead = _BARE_DATE.match(text, start, end)
        printed = match_date(text, lead.end() if lead else start)
        if printed is None or printed.end > end:
            continue
        rest = _AFTER_BARE_DATE.match(text, printed.end, end)
        position = rest.end() if rest else printed.end
        label = next(iter(find_labels(text, position, end)), None)
        if position == end or (label is not None and label.start <= position + 1):
            return _Found(printed.value, (start, position))
    return next(_dates_in_lines(text, block), None)


def _dates_in_lines(text: str, block: int) -> Iterator[_Found[date | datetime]]:
    """Yield dates that stand between spaces in a line of names: 临江市政府网　2025-04-09　编辑 王一鸣."""
    for start, end in lines(text, 0, block):
        if end - start > LINE_CHARACTERS or _SENTENCE.search(text, start, end):
            continue
        for printed in search_dates(text, start, end):
            before = text[printed.start - 1] if printed.start > start else " "
            after = text[printed.end] if printed.end < end else " "
            if before in _BOUNDARY and after in _BOUNDARY:
                yield _Found(printed.value, (printed.start, printed.end))


def _document_number_line(clean: str, block: int) -> _Found[str] | None:
    """Return a document number that is a line of the headline block, or ends one after a space or bracket."""
    before = ""
    for start, end in lines(clean, 0, block):
        words = clean[start:end]
        for position in (0, *(m.end() for m in re.finditer(r"[ \u3000（(]", words))):
            match = match_document_number(words, position)
            if match is None or words[match.end() :].strip(" \u3000）)|"):
                continue
            value = re.sub(r"\s", "", match[0])
            if not _HAN_FIRST.match(value):
                if not before.endswith(("令", "公告", "通告")):
                    continue
                value = re.sub(r"\s", "", before) + value
            elif position and words[position - 1] in "（(" and "关于" not in words:
                continue
            return _Found(value, (start + max(0, position - 1), end) if position else (start, end))
        before = words
    return None


def _signature(clean: str, block: int) -> _Found[date] | None:
    """Return the document's own date: alone on a line under the body that signs, or at the text's end."""
    for day in _DAY_AT_LINE_END.finditer(clean, min(block + 1, len(clean))):
        start = clean.rfind("\n", 0, day.start()) + 1
        if day.start() - start > 60:
            continue
        printed = next((d for d in search_dates(clean, start, day.end()) if d.end == day.start() + 1), None)
        if printed is None:
            continue
        before = clean[start : printed.start].strip(" \t\u3000（(")
        above = _line_above(clean, start)
        signer = next((words for words in (before, above) if words and is_body_name(words)), None)
        if before and signer != before:
            continue
        if signer or len(clean) - start < TAIL_CHARACTERS:
            return _Found(printed.day, (printed.start, printed.end), signer)
    return None


def _line_above(clean: str, start: int) -> str:
    """Return the first of the lines right above that name a body, or the line above."""
    name = ""
    position = start - 1
    for _ in range(8):
        if position <= 0:
            break
        begin = clean.rfind("\n", 0, position) + 1
        words = clean[begin:position].strip(" \t\r\u3000")
        if words and not is_body_name(words):
            break
        name = words or name
        position = begin - 1
    return name


def _first(labels: Iterable[Label], field: str) -> str | None:
    found = (label.value for label in labels if label.field == field)
    return next((value for value in found if isinstance(value, str)), None)


def _site_name(furniture: Sequence[FurnitureLine]) -> str | None:
    """Return the portal named in a leave-site question, else in a breadcrumb."""
    asked = next((line.value for line in furniture if line.kind == "leave_site" and line.value), None)
    crumbs = (site_in_breadcrumb(line.text) for line in furniture if line.kind == "breadcrumb")
    return asked or next((name for name in crumbs if name), None)


def _issuer(signature: _Found[date] | None, issuer: str | None) -> str | None:
    return (signature.issuer if signature else None) or issuer


def _merge(clean: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans sorted, joined where only spaces or bars lie between them."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if merged and not clean[merged[-1][1] : start].strip(" \t\u3000|｜"):
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)
