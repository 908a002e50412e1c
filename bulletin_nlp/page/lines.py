"""An element of a page → the lines of text that a reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from bulletin_nlp.lexicon.loader import read_lexicon

if TYPE_CHECKING:
    from bs4.element import PageElement, Tag

__all__ = ["blocks", "element_lines", "located_lines"]

#: A cell that holds more is a column of the page's layout, not a figure.
LONGEST_CELL = 300

_BLANKS = re.compile(r"[ \t\r\n\f]+")
# A source line that is broken between two Chinese characters is one line to the reader's eye.
_WRAP = re.compile(r"(?<=[\u2e80-\uffef])[ \t]*[\r\n]\s*(?=[\u2e80-\uffef])")


@cache
def blocks() -> frozenset[str]:
    """Return the names of elements that begin and end a line.

    All others (b, span, a …) leave their characters where they are: ``<b>會</b>(huì)`` stays together.
    """
    return frozenset(read_lexicon("page")["lines"]["blocks"])


def element_lines(element: Tag) -> list[str]:
    """Return the non-empty lines of an element, in reading order.

    A paragraph and what ``<br>`` parts is a line; a row of a table is a line with its cells parted by tabs
    (an empty cell where a span leaves none). Spaces are run together as a browser does, no-break and
    full-width spaces stay inside a line and are stripped at its edges.
    """
    return [line for line, _ in located_lines(element)]


def located_lines(element: Tag) -> list[tuple[str, PageElement]]:
    """Return the lines of an element (see :func:`element_lines`), each with the node that it begins with."""
    lines: list[tuple[str, PageElement]] = []
    current: list[str] = []
    first: PageElement | None = None

    def finish() -> None:
        nonlocal first
        line = "".join(current).strip(" \u3000\xa0\u200b\ufeff")
        current.clear()
        if line and first is not None:
            lines.append((line, first))
        first = None

    for kind, value, node in _events(element):
        if kind == "text":
            words = _BLANKS.sub(" ", _WRAP.sub("", value))
            if words.startswith(" ") and (not current or current[-1].endswith(" ")):
                words = words[1:]
            if words:
                current.append(words)
                if first is None and words.strip():
                    first = node
        elif kind == "row":
            finish()
            lines.append((value, node))
        else:
            finish()
    finish()
    return lines


def _events(element: Tag) -> Iterator[tuple[str, str, PageElement]]:
    """Yield texts, line ends and table rows in document order, without recursion: pages nest deeply."""
    from bs4.element import NavigableString, PreformattedString, Tag

    block_names = blocks()
    stack: list[tuple[PageElement, bool]] = [(element, False)]
    while stack:
        node, leaving = stack.pop()
        if isinstance(node, PreformattedString):  # comments, CDATA, declarations
            continue
        if isinstance(node, NavigableString):
            yield "text", str(node), node
            continue
        if not isinstance(node, Tag):
            continue
        if node.name == "br" or leaving:
            yield "end", "", node
            if leaving:
                continue
        if node.name == "table" and (rows := _data_rows(node)) is not None:
            for row, place in rows:
                yield "row", row, place
            continue
        if node.name in block_names or node.name in {"td", "th"}:
            yield "end", "", node
            stack.append((node, True))
        stack.extend((child, False) for child in reversed(node.contents))


def _data_rows(table: Tag) -> list[tuple[str, PageElement]] | None:
    """Return a data table's rows as lines with their first text, or None for a table of layout."""
    if table.find("table") is not None:
        return None
    rows: list[tuple[list[str], PageElement]] = []
    open_spans: dict[int, int] = {}
    for row in table.find_all("tr"):
        cells: list[str] = []
        for cell in row.find_all(["td", "th"], recursive=False):
            while open_spans.get(len(cells), 0) > 0:
                open_spans[len(cells)] -= 1
                cells.append("")
            words = _cell_words(cell)
            if len(words) > LONGEST_CELL:
                return None
            height = _span(cell.get("rowspan"))
            for position in range(_span(cell.get("colspan"))):
                if height > 1:
                    open_spans[len(cells)] = height - 1
                cells.append(words if position == 0 else "")
        while open_spans.get(len(cells), 0) > 0:
            open_spans[len(cells)] -= 1
            cells.append("")
        if any(cells):
            rows.append((cells, row.find(string=True) or row))
    if not any(sum(map(bool, cells)) > 1 for cells, _ in rows):
        return None
    return [("\t".join(cells).rstrip("\t") if cells[0] else "\t".join(cells), place) for cells, place in rows]


def _cell_words(cell: Tag) -> str:
    return _BLANKS.sub(" ", cell.get_text()).strip(" \u3000\xa0")


def _span(value: object) -> int:
    digits = str(value or "1").strip()
    return min(int(digits), 60) if digits.isascii() and digits.isdigit() and int(digits) > 0 else 1
