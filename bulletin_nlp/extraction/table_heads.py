"""Heads over columns: heads that span several columns are dealt out to them."""

from __future__ import annotations

from bulletin_nlp.extraction.table_cells import Cell, table_lexicon, words_of

__all__ = ["joined_units", "spread", "spread_levels"]


def joined_units(text: str, cells: list[Cell]) -> list[Cell]:
    """Join a bracket that stands in a line of its own, such as （万元）, to the head above it."""
    joined: list[Cell] = []
    for cell in cells:
        if joined and text[cell.start] in "(（" and text[cell.end - 1] in ")）":
            joined[-1] = Cell(joined[-1].start, cell.end)
        else:
            joined.append(cell)
    return joined


def spread(text: str, cells: list[Cell], width: int) -> list[list[Cell]] | None:
    """Return the cells over each of ``width`` columns, null where that cannot be told.

    Heads come from left to right, those of the upper line first: 开工情况, 完工情况, 小区数, 户数, 小区数,
    户数 stand over four columns. Heads that span have as many heads below each.

    Args:
        text: the clean text.
        cells: the heads.
        width: the number of columns.
    """
    if len(cells) == width:
        return _distinct(text, [[cell] for cell in cells])
    spanning = len(cells) - width
    if spanning < 1:
        return None
    for size in range(width // spanning, 1, -1):
        upper = len(cells) - spanning * size
        if upper < spanning or (spanning == 1 and upper > 1):
            continue  # a single one could span any number
        columns = _dealt(text, cells[:upper], cells[upper:], spanning)
        if columns is not None:
            return _distinct(text, columns)
    return None


def spread_levels(text: str, levels: list[list[Cell]], width: int) -> tuple[list[list[Cell]] | None, int]:
    """Return the cells over each of ``width`` columns and how many lines of heads they come from.

    Args:
        text: the clean text.
        levels: the lines of heads, the lowest first; empty cells are kept where the page keeps them.
        width: the number of columns.
    """
    low = levels[0]
    columns = [[cell] for cell in low] if len(low) == width else None
    high = levels[1] if len(levels) > 1 else []
    if any(cell.end == cell.start for cell in low):
        # where empty cells are kept, those at the end of the upper line may yet have been cut off
        high = high + [Cell(high[-1].end, high[-1].end)] * (width - len(high)) if high else high
    if columns is not None and len(high) == width:
        above: Cell | None = None
        for column, cell in zip(columns, high, strict=True):
            above = cell if cell.end > cell.start else above
            if above is not None and words_of(text, [above]) != words_of(text, column):
                column.insert(0, above)
        merged = [[cell for cell in column if cell.end > cell.start] for column in columns]
        return _distinct(text, merged), 2
    if columns is not None and _distinct(text, columns) is not None:
        return columns, 1
    if len(levels) == 1:
        return None, 1
    lower = [cell for cell in low if cell.end > cell.start]
    upper = [cell for cell in levels[1] if cell.end > cell.start]
    spanning = len(upper) + len(lower) - width
    dealt = _dealt(text, upper, lower, spanning) if spanning > 0 else None
    return (None, 1) if dealt is None else (_distinct(text, dealt), 2)


def _dealt(text: str, upper: list[Cell], lower: list[Cell], spanning: int) -> list[list[Cell]] | None:
    """Deal the lower heads out to those of the upper ones that span, as many to each."""
    if spanning < 1 or len(lower) % spanning:
        return None
    size = len(lower) // spanning
    words = [words_of(text, [cell]) for cell in lower]
    if size < 2 or words != words[:size] * spanning:
        return None
    lexicon = table_lexicon()
    spans = [lexicon.groups.search(words_of(text, [cell])) is not None for cell in upper]
    if len(upper) == spanning > 1:
        spans = [True] * spanning
    elif sum(spans) != spanning:
        # a number of things and its parts: the labels never span
        spans = [not lexicon.is_label(text, [cell]) and not lexicon.is_note(text, cell) for cell in upper]
        if sum(spans) != spanning or spanning == 1:
            return None
    columns: list[list[Cell]] = []
    position = 0
    for cell, spreads in zip(upper, spans, strict=True):
        if not spreads:
            columns.append([cell])
            continue
        columns.extend([cell, below] for below in lower[position : position + size])
        position += size
    return columns


def _distinct(text: str, columns: list[list[Cell]]) -> list[list[Cell]] | None:
    """Return the columns if no two have the same words: those that have cannot be told apart."""
    words = [words for column in columns if (words := words_of(text, column))]
    return columns if len(set(words)) == len(words) else None
