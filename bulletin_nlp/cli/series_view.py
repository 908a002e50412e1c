"""A series on the terminal: the years with planned beside done, then every line with its bars and words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from bulletin_nlp.analysis.conflict_rows import interval
from bulletin_nlp.analysis.series import Series, SeriesLine, SeriesPoint
from bulletin_nlp.cli.table_output import plain
from bulletin_nlp.lexicon.loader import read_lexicon

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["bar", "series_view"]

_BAR = 12  # cells
# a cell is filled by eighths
_PARTS = " ▏▎▍▌▋▊▉█"
# What a year has beside each other: a plan for it, and what was done in it.
_BY_YEAR = ("target", "year_to_date")


def bar(value: int | Decimal, largest: int | Decimal) -> str:
    """Return a bar for a value, a full one for the largest; negative values have none."""
    if value <= 0 or largest <= 0:
        return ""
    eighths = max(1, int(value * _BAR * 8 // largest))
    whole, rest = divmod(eighths, 8)
    return _PARTS[8] * whole + (_PARTS[rest] if rest else "")


def series_view(found: Series) -> Iterator[RenderableType]:
    """Give what is printed: for each thing the years, then its lines."""
    from rich.text import Text

    things: dict[tuple[object, ...], list[SeriesLine]] = defaultdict(list)
    for line in found.lines:
        subject = line.subject
        thing = (subject.category, subject.words, subject.unit, subject.per, subject.excludes)
        things[thing].append(line)
    for number, lines in enumerate(things.values()):
        if number:
            yield Text("")
        yield Text(_thing(lines[0]), style="bold")
        by_year = [line for line in lines if line.window in _BY_YEAR]
        if len(by_year) > 1:
            yield _years(by_year)
        for line in lines:
            yield Text(_head(line))
            yield _points(line)


def _thing(line: SeriesLine) -> str:
    subject = line.subject
    left_out = f"without {', '.join(subject.excludes)}" if subject.excludes else ""
    unit = f"{subject.unit}/{subject.per}" if subject.per else subject.unit
    parts = (subject.indicator, subject.words, subject.category or "", unit, left_out)
    return plain(" · ".join(part for part in parts if part))


def _head(line: SeriesLine) -> str:
    since = f" since {line.baseline}" if line.baseline else ""
    return plain(f"{line.subject.status or 'no status'}, {line.window}{since}")


def _years(lines: Sequence[SeriesLine]) -> RenderableType:
    """Lay out the years, a column a status: the plan beside what was done, each with its own last day."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 2), header_style="dim")
    table.add_column("year", no_wrap=True)
    latest: list[dict[int | None, SeriesPoint]] = []
    largest = max(point.chosen.value for line in lines for point in line.points)
    for line in lines:
        table.add_column(line.subject.status or "no status", justify="right", no_wrap=True)
        table.add_column("", no_wrap=True)
        latest.append({point.window.year: point for point in line.latest_of_years()})
    years = [year for points in latest for year in points if year is not None]
    for year in range(min(years), max(years) + 1):
        row = [Text(str(year))]
        for points in latest:
            point = points.get(year)
            row.append(Text(_value(point)) if point else Text("–", style="dim"))
            row.append(
                Text(f"{bar(point.chosen.value, largest)} {_until(point)}".strip()) if point else Text("")
            )
        table.add_row(*row)
    return table


def _points(line: SeriesLine) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 2), header_style="dim")
    for head in ("as of", "value", "bounds", "", "difference"):
        table.add_column(head, no_wrap=True, justify="right" if head == "value" else "left")
    table.add_column("words and source", overflow="fold", ratio=1)
    largest = max(point.chosen.value for point in line.points)
    gaps = {gap["id"]: gap["meaning"] for gap in read_lexicon("series")["gap"]}
    last_year: int | None = None
    said: dict[str, None] = {}
    for point in line.points:
        year = point.window.year
        if last_year is not None and year is not None:
            for missing in range(last_year + 1, year):
                table.add_row(
                    Text(str(missing), style="dim"),
                    *(Text("") for _ in range(4)),
                    Text("nothing stated", style="dim"),
                )
        last_year = year if year is not None else last_year
        if point.gap is not None:
            said[point.gap] = None
        table.add_row(
            Text(str(point.window.end or "…")),
            Text(_value(point)),
            Text(interval(point.chosen.bounds)),
            Text(bar(point.chosen.value, largest)),
            Text(_difference(point)),
            Text(_source(point)),
        )
    table.caption = plain("; ".join(f"{gap}: {gaps[gap]}" for gap in said)) or None
    table.caption_justify = "left"
    return table


def _value(point: SeriesPoint) -> str:
    seen = point.chosen
    upper = f"–{seen.value_max:,}" if seen.value_max is not None else ""
    return plain(f"{seen.value:,}{upper}{seen.unit}")


def _until(point: SeriesPoint) -> str:
    """Say up to when a year is known, where that is not its end."""
    end = point.window.end
    return "" if end is None or (end.month, end.day) == (12, 31) else f"to {end:%m-%d}"


def _difference(point: SeriesPoint) -> str:
    difference = point.difference
    if difference is None:
        return f"({point.gap})"
    bounds = interval(difference.bounds)
    sign = "" if difference.value is None else f"{difference.value:+,} "
    exact = difference.bounds.lower == difference.bounds.upper
    return f"{sign}{'' if exact and sign else bounds + ' '}to {difference.since}".strip()


def _source(point: SeriesPoint) -> str:
    seen = point.chosen
    published = f"({seen.published})" if seen.published else ""
    agreeing = f"{point.works} works agree" if point.works > 1 else ""
    rivals = ", ".join(f"{one.value:,}{one.unit} {one.fact_id}" for one in point.against)
    said = (
        f"“{seen.quote}”" if seen.quote else "",
        seen.url or seen.site_name or seen.bulletin_id,
        *(published, agreeing, f"CONTRADICTED by {rivals}" if rivals else ""),
    )
    return plain(" ".join(part for part in said if part))
